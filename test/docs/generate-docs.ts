import { writeFile } from "node:fs/promises";

import { renderDocs } from "./render-docs.ts";

for (const [path, text] of renderDocs())
  await writeFile(new URL(`../../${path}`, import.meta.url), text);
