import { expect, test } from "vitest";

import { commands } from "./commands.ts";
import { PipeClosed } from "./output/terminal.ts";
import type { Output } from "./output/terminal.ts";
import { widthOf } from "./output/text-width.ts";
import { runCli } from "./run-cli.ts";

function output(columns?: number): Output & { text(): string } {
  let text = "";
  return {
    async write(part) {
      text += part;
    },
    isTerminal: columns !== undefined,
    columns,
    paint: (_style, part) => part,
    text: () => text,
  };
}

async function run(args: readonly string[], given: { columns?: number; out?: Output } = {}) {
  const out = output(given.columns);
  const messages = output(given.columns);
  const status = await runCli(args, {
    commands,
    terminal: { out: given.out ?? out, messages },
    env: {},
    signal: new AbortController().signal,
    version: "1.2.3",
  });
  return { status, out: out.text(), messages: messages.text() };
}

test.each([
  [[]],
  [["--help"]],
  [["help", "search"]],
  [["token", "--help"]],
  [["case", "pin", "-h"]],
])("%j prints help and ends well", async (args) => {
  const { status, out, messages } = await run(args);
  expect({ status, messages }).toEqual({ status: 0, messages: "" });
  expect(out).toMatch(/^usage: toolmark/);
});

test("the help of a group lists its commands only", async () => {
  const { out } = await run(["help", "token"]);
  expect(out).toContain("token create");
  expect(out).not.toContain("reconcile");
});

test.each(commands.map(({ name }) => name))("the help of %s fits a terminal", async (name) => {
  const { status, out } = await run([...name.split(" "), "--help"], { columns: 80 });
  expect(status).toBe(0);
  const text = out.slice(0, out.indexOf("\nExamples"));
  for (const line of text.split("\n")) expect(widthOf(line), line).toBeLessThanOrEqual(90);
  expect(out).toContain("Examples");
});

test("hostile words of a command line are shown harmless", async () => {
  const { status, messages } = await run(["search", "--from", "\u{1b}[2J\u{202e}"]);
  expect(status).toBe(2);
  expect(messages).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  const other = await run(["\u{9b}31m"]);
  expect(other.messages).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
});

test("a reader that went away ends it without a word", async () => {
  const out: Output = {
    ...output(),
    write: async () => {
      throw new PipeClosed();
    },
  };
  expect(await run(["--version"], { out })).toEqual({ status: 141, out: "", messages: "" });
});
