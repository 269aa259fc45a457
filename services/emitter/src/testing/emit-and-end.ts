import { createEmitter } from "../create-emitter.ts";
import { httpExporter } from "../http-exporter.ts";

// Emits one event and does nothing more: neither flush nor close.
const exporter = httpExporter({ url: process.argv[2] ?? "", lingerMs: 50 });
const emitter = createEmitter({ exporter, emitterId: "short-lived" });
void emitter.emit({ event: { type: "emitter.started" } });
