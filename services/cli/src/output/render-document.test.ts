import { expect, test } from "vitest";

import { formatTime } from "./format-values.ts";
import { progressText } from "./progress.ts";
import { renderDocument } from "./render-document.ts";
import { simplifyAnswer } from "./simplify-answer.ts";
import { widthOf } from "./text-width.ts";

const paint = (_style: unknown, text: string) => text;

test("any document becomes lines: members, tables of like objects, indented rest", () => {
  const value = {
    status: "ok",
    seen_at: "2026-08-21T14:02:11.480Z",
    open: true,
    nothing: null,
    tags: ["a", "b"],
    rows: [
      { id: 1, text: "one" },
      { id: 20, text: "two\nlines" },
    ],
    deep: { er: { est: 1 } },
  };
  expect(renderDocument(value, { width: undefined, paint })).toEqual([
    "status   ok",
    "seen at  2026-08-21 14:02:11.480Z",
    "open     yes",
    "nothing  unknown",
    "tags     a, b",
    "rows",
    "  ID  TEXT",
    "   1  one",
    String.raw`  20  two\nlines`,
    "deep",
    "  er",
    "    est  1",
  ]);
});

test("names are as hostile as values", () => {
  const [line = ""] = renderDocument({ "\u{1b}[2J": "\u{1b}[31m" }, { width: 80, paint });
  expect(line).not.toContain("\u{1b}");
});

test("long texts are broken at the width of the terminal", () => {
  const lines = renderDocument({ note: "word ".repeat(60).trim() }, { width: 40, paint });
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(40);
});

test("for people, cited events become their time and sections their items", () => {
  const citation = { event_id: "e1", time: "2026-08-21T14:02:11.480Z" };
  expect(simplifyAnswer({ asof: "x", first: citation, tools: { total: 3, items: ["a"] } })).toEqual(
    { first: "2026-08-21 14:02:11.480Z", tools: { items: ["a"], not_shown: 2 } },
  );
});

test("times are shown in UTC with their zone, whatever zone they were given in", () => {
  expect(formatTime("2026-10-25T02:30:00+05:30")).toBe("2026-10-24 21:00:00.000Z");
  expect(formatTime(0)).toBe("1970-01-01 00:00:00.000Z");
  expect(formatTime("soon")).toBe("soon");
});

test("progress says how much is done and how long the rest takes", () => {
  expect(progressText(500, 1000, 2000)).toBe("████████████░░░░░░░░░░░░ 50%  500/1,000  2 s left");
  expect(progressText(1234, undefined, 0)).toBe("1,234");
  expect(progressText(10, 10, 5)).toContain("100%");
});
