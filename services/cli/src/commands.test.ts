import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { commands } from "./commands.ts";
import { exitStatus } from "./exit-status.ts";

const guide = await readFile(new URL("../../../docs/cli.md", import.meta.url), "utf8");

test.each(commands.map(({ name }) => name))("docs/cli.md tells of %s", (name) => {
  const [first = "", second] = name.split(" ");
  expect(guide).toMatch(new RegExp(`\`(${first})\\b`));
  expect(guide).toContain(second ?? first);
});

test.each(Object.entries(exitStatus))("docs/cli.md tells of the status for %s", (_name, status) => {
  expect(guide).toMatch(new RegExp(`^\\| ${status} +\\|`, "m"));
});
