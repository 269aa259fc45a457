import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

/*
 * Imported before a process's main module: writes the URL of every module that it loads to the file
 * named in MODULES_FILE, one a line, when it ends.
 */
const loaded = new Set<string>();
registerHooks({
  load(url, context, nextLoad) {
    loaded.add(url);
    return nextLoad(url, context);
  },
});
process.once("exit", () =>
  writeFileSync(process.env["MODULES_FILE"] ?? "", [...loaded].join("\n")),
);
