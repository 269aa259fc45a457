import { expect, test } from "vitest";

import { readArguments, usage } from "./read-arguments.ts";

test("without options the demo serves the embedded form on the usual port", () => {
  expect(readArguments([])).toEqual({
    kind: "run",
    options: { form: "embedded", exit: false, json: false, port: 7070 },
  });
});

test("every option is understood and explained", () => {
  expect(readArguments(["--exit", "--json", "--scaled", "--port", "0", "--data", "d"])).toEqual({
    kind: "run",
    options: { form: "scaled", exit: true, json: true, port: 0, dataDirectory: "d" },
  });
  expect(readArguments(["--keep"])).toMatchObject({ options: { dataDirectory: "data/demo" } });
  expect(readArguments(["-h"])).toEqual({ kind: "help" });
  for (const name of ["exit", "json", "scaled", "port", "data", "keep", "help"])
    expect(usage).toContain(`--${name}`);
});

test.each([
  [["--exi"], /--exi/],
  [["now"], /now/],
  [["--port", "70000"], /0 to 65535/],
  [["--port", "seven"], /seven/],
  [["--keep", "--data", "d"], /two places/],
])("%j is refused with the reason", (args, reason) => {
  expect(readArguments(args)).toEqual({ kind: "faulty", reason: expect.stringMatching(reason) });
});
