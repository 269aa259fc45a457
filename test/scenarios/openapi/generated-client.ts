import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { generateTypes } from "@toolmark/openapi-types/generate-types";

import { runToEnd } from "../run-service.ts";
import type { Finished } from "../run-service.ts";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const compiler = join(
  dirname(fileURLToPath(import.meta.resolve("typescript/package.json"))),
  "bin/tsc",
);

/** A program with a client that was generated for it. */
export interface GeneratedClient extends AsyncDisposable {
  /** Checks the program's types. */
  compile(): Promise<Finished>;
  /** Runs it. */
  run(env: Readonly<Record<string, string>>): Promise<Finished>;
}

/** Writes the types of a document and a program that uses them into a folder of their own. */
export async function openGeneratedClient(
  document: object,
  program: string,
): Promise<GeneratedClient> {
  const folder = await mkdtemp(join(tmpdir(), "toolmark-client-"));
  await using resources = new AsyncDisposableStack();
  resources.defer(() => rm(folder, { recursive: true, force: true }));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await Promise.all([
    writeFile(join(folder, "api.ts"), await generateTypes(document)),
    writeFile(join(folder, "program.ts"), program),
    writeFile(join(folder, "package.json"), '{ "type": "module" }'),
    writeFile(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: join(repository, "tsconfig.base.json"), include: ["*.ts"] }),
    ),
  ]);
  const owned = resources.move();
  return {
    compile: () => runToEnd(compiler, { args: ["-p", folder] }),
    run: (env) => runToEnd(join(folder, "program.ts"), { env }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
