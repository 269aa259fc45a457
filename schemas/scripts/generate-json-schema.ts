import { writeFile } from "node:fs/promises";

import { eventJsonSchemaText } from "../src/json-schema.ts";

await writeFile(new URL("../json/event-v1.schema.json", import.meta.url), eventJsonSchemaText());
