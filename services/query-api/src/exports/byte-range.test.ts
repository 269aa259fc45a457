import { expect, test } from "vitest";

import { wantedBytes } from "./byte-range.ts";

const file = { size: 100, etag: '"sha256-a"' };

test.each([
  ["bytes=0-9", { kind: "part", start: 0, end: 9 }],
  ["bytes=90-", { kind: "part", start: 90, end: 99 }],
  ["bytes=90-1000", { kind: "part", start: 90, end: 99 }],
  ["bytes=-10", { kind: "part", start: 90, end: 99 }],
  ["bytes=-1000", { kind: "part", start: 0, end: 99 }],
  ["bytes=100-", { kind: "unsatisfiable" }],
  ["bytes=-0", { kind: "unsatisfiable" }],
  ["bytes=9-5", { kind: "whole" }],
  ["bytes=0-1,5-6", { kind: "whole" }],
  ["rows=0-1", { kind: "whole" }],
  ["bytes=-", { kind: "whole" }],
  ["bytes=abc", { kind: "whole" }],
])("%s asks for %o of a hundred bytes", (range, expected) => {
  expect(wantedBytes({ range }, file)).toEqual(expected);
});

test("a range counts only for the file that If-Range names", () => {
  const range = "bytes=5-";
  expect(wantedBytes({ range, ifRange: file.etag }, file)).toMatchObject({ kind: "part" });
  expect(wantedBytes({ range, ifRange: '"sha256-b"' }, file)).toEqual({ kind: "whole" });
  expect(wantedBytes({ range, ifRange: "Wed, 21 Oct 2026 07:28:00 GMT" }, file)).toEqual({
    kind: "whole",
  });
});

test("who has the file is told so", () => {
  for (const ifNoneMatch of [file.etag, `"x", W/${file.etag}`, "*"])
    expect(wantedBytes({ ifNoneMatch }, file)).toEqual({ kind: "unchanged" });
});
