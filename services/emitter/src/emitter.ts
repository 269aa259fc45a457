import { hostname } from "node:os";

import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import { newUuid } from "@toolmark/schemas/ids";

import { createBoundedMap } from "./bounded-map.ts";
import type { BoundedMap } from "./bounded-map.ts";
import type { Exporter } from "./exporter.ts";
import { createToolCatalogue } from "./tool-catalogue.ts";
import type { ToolCatalogue } from "./tool-catalogue.ts";

/** Members of an event that its emitter adds. */
export type EmittedBy = "schema" | "emitter";

/** What one client told of itself; see `Emitter.clients`. */
export interface ClientClaims {
  name: string | undefined;
  version: string | undefined;
  title: string | undefined;
  protocolVersion: string | undefined;
}

/** One business action that goes on in another call. */
export interface OpenOperation {
  id: string;
  round: number;
}

/**
 * One emitter of one exporter, shared by all servers of the process that name both: its epoch, its
 * gap-free sequence, and what it has seen.
 */
export interface Emitter {
  readonly id: string;
  readonly epoch: string;
  /** Numbers an event and hands it to the exporter; resolves when the receiver has stored it. */
  send(event: Omit<AuditEvent, EmittedBy>): Promise<void>;
  readonly catalogue: ToolCatalogue;
  /** Claims of clients, by session or by credential: some transports see `initialize` only once. */
  readonly clients: BoundedMap<string, ClientClaims>;
  /** Clients whose connection was recorded. */
  readonly connected: BoundedMap<string, true>;
  /** Operations that wait for input, by what their next call will bring along. */
  readonly operations: BoundedMap<string, OpenOperation>;
}

const emitters = new WeakMap<Exporter, Map<string, Emitter>>();
const MAX_REMEMBERED = 10_000;

/** The emitter of this name for an exporter; made when it is asked for first. */
export function emitterFor(exporter: Exporter, id: string, version?: string): Emitter {
  const ofExporter = emitters.get(exporter) ?? new Map<string, Emitter>();
  emitters.set(exporter, ofExporter);
  const emitter = ofExporter.get(id) ?? createEmitter(exporter, id, version);
  ofExporter.set(id, emitter);
  return emitter;
}

function createEmitter(exporter: Exporter, id: string, version: string | undefined): Emitter {
  const epoch = newUuid();
  const about = {
    id,
    name: "@toolmark/emitter",
    ...(version === undefined ? {} : { version }),
    host: hostname(),
    epoch,
  };
  let sequence = 0;
  return {
    id,
    epoch,
    send(event) {
      const numbered = { ...about, sequence: sequence++ };
      return exporter.export([{ schema: EVENT_SCHEMA, ...event, emitter: numbered }]);
    },
    catalogue: createToolCatalogue(),
    clients: createBoundedMap(MAX_REMEMBERED),
    connected: createBoundedMap(MAX_REMEMBERED),
    operations: createBoundedMap(MAX_REMEMBERED),
  };
}
