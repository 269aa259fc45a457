import type { EmitterGaps } from "@toolmark/query-api/gaps/answers";
import { expect, test } from "vitest";

import { bytesOf, hexLines, textOf } from "./bytes-text.ts";
import { aroundGap, gapRows } from "./gap-rows.ts";
import { addReplay, expectedText, noReplay } from "./replay.ts";

const instant = (minute: number) => new Date(Date.UTC(2026, 7, 21, 12, minute)).toISOString();
const cited = (minute: number) => ({ event_id: `e${minute}`, time: instant(minute) });
const emitter: EmitterGaps = {
  emitter: "crm",
  events: 10,
  last_seen: cited(9),
  unnumbered: 0,
  epochs: [
    {
      epoch: "e",
      events: 10,
      first: cited(0),
      last: cited(9),
      missing: [
        {
          from_sequence: 3,
          to_sequence: 4,
          count: 2,
          status: "quarantined",
          after: cited(2),
          before: cited(3),
          at_start: false,
          recent: false,
        },
        {
          from_sequence: 7,
          to_sequence: 7,
          count: 1,
          status: "unexplained",
          after: cited(5),
          before: cited(6),
          at_start: false,
          recent: true,
        },
      ],
      missing_count: 3,
      repeated: [],
    },
  ],
  told: [],
  restarts: [],
  silences: [{ from: instant(9), after_event: "e9" }],
  silence: { basis: "heartbeat", threshold_ms: 600_000 },
  skewed: { count: 0, event_ids: [] },
  late: { count: 0, event_ids: [] },
};

test("gaps are listed with what they are, unexplained ones first", () => {
  const rows = gapRows({ emitters: [emitter] });
  expect(rows.map(({ kind, text, count, isRecent }) => [kind, text, count, isRecent])).toEqual([
    ["missing", "number 7", 1, true],
    ["silence", "nothing came since", 1, false],
    ["quarantined", "numbers 3 to 4", 2, false],
  ]);
});

test("around a gap are its neighbours and a minute on both sides", () => {
  const [row] = gapRows({ emitters: [emitter] });
  expect(row && aroundGap(row)).toEqual({ from: instant(4), to: instant(7) });
  const at = Date.parse(instant(9));
  expect(aroundGap({ from: at, to: undefined })).toEqual({ from: instant(8), to: instant(10) });
  expect(aroundGap({ from: undefined, to: undefined })).toBeUndefined();
});

test("bytes are shown as hexadecimal digits, never as what they do", () => {
  const bytes = bytesOf(btoa("\u0000\u001B[31mred\u00FF and more than sixteen"));
  expect(bytes && hexLines(bytes, 18)).toEqual(
    [
      {
        offset: "00000000",
        hex: "00 1b 5b 33 31 6d 72 65  64 ff 20 61 6e 64 20 6d",
        text: "..[31mred. and m",
      },
      { offset: "00000010", hex: "6f 72".padEnd(48), text: "or" },
    ].map((line) => ({ ...line, hex: line.hex.padEnd(48) })),
  );
  expect(bytes && textOf(bytes.subarray(0, 10))).toBe("\u0000\u001B[31mred\uFFFD");
  expect(bytesOf("no base64!")).toBeUndefined();
});

test("what replays give is added up until all were sent", () => {
  const first = addReplay(noReplay, {
    replayed: [
      { id: "1", expected: "event" },
      { id: "2", expected: "not_json" },
    ],
    skipped: [{ id: "3", detail: "" }],
    total: 4,
    recorded_as: "",
    cursor: "c",
  });
  expect(first).toMatchObject({ replayed: 2, skipped: 1, total: 4, isDone: false });
  const second = addReplay(first, {
    replayed: [{ id: "4", expected: "event" }],
    skipped: [],
    total: 4,
    recorded_as: "",
  });
  expect(second.isDone).toBe(true);
  expect(expectedText(second.expected)).toEqual([
    "2 records should be stored as events now",
    "1 record will be refused again: not JSON",
  ]);
});
