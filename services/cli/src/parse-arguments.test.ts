import { expect, test } from "vitest";

import { commands } from "./commands.ts";
import { exitStatus, statusOf } from "./exit-status.ts";
import { optionsOf, findCommand, parseArguments } from "./parse-arguments.ts";

function parse(...words: string[]) {
  const { command, rest } = findCommand(commands, words);
  return parseArguments(command, rest);
}

test("a query may begin with a minus, be in several words, and stand among options", () => {
  const parsed = parse("search", "-n", "5", "-outcome:success", "tool:crm.*", "--json", "-(a:b)");
  expect(parsed.arguments.map((word) => word.trim())).toEqual([
    "-outcome:success",
    "tool:crm.*",
    "-(a:b)",
  ]);
  expect(parsed.options).toMatchObject({ limit: "5", json: true });
});

test.each([
  [["serch"], "did you mean search?"],
  [["search", "--limt", "3"], "did you mean --limit?"],
  [["search", "-x"], "search has no option -x"],
  [["search", "--limit"], "--limit needs a value"],
  [["search", "--kind", "rowz"], "did you mean rows?"],
  [["call"], "usage: toolmark call CALL-ID"],
  [["call", "a", "b"], "call takes 1 argument, not 2"],
  [["gaps", "x"], "gaps takes no argument"],
  [["token"], "token takes one of: create, list, revoke"],
])("%j is refused with what helps", (words, advice) => {
  let error: unknown;
  try {
    parse(...words);
  } catch (caught) {
    error = caught;
  }
  expect(statusOf(error)).toBe(exitStatus.usage);
  const { message, hints } = error as { message: string; hints: string[] };
  expect([message, ...hints].join("\n")).toContain(advice);
});

test("every command has a summary, examples that it can parse, and options that are described", () => {
  for (const command of commands) {
    expect(command.summary, command.name).toMatch(/^[A-Z]/);
    expect(command.examples.length, command.name).toBeGreaterThan(0);
    for (const [line] of command.examples)
      expect(line, command.name).toContain(`toolmark ${command.name.split(" ")[0]}`);
    for (const [name, { description }] of Object.entries(optionsOf(command)))
      expect(description, `${command.name} --${name}`).not.toBe("");
  }
});
