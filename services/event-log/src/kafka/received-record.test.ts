import { expect, test } from "vitest";

import { toReceivedRecord } from "./received-record.ts";

test("key, value, headers and position of a message are kept", () => {
  const value = Buffer.from([0, 255, 128]);
  const headers = { tenant: Buffer.from("acmé"), text: "as text" };
  expect(
    toReceivedRecord(3, { key: Buffer.from("clé"), value, offset: "9007199254740991", headers }),
  ).toEqual({
    key: "clé",
    value,
    headers: { tenant: "acmé", text: "as text" },
    position: { partition: 3, offset: 9_007_199_254_740_991 },
  });
});

test("a message without key, value and headers is a record too", () => {
  const message = { key: null, value: null, offset: "0", headers: {} };
  expect(toReceivedRecord(0, message)).toEqual({
    key: null,
    value: null,
    headers: {},
    position: { partition: 0, offset: 0 },
  });
});

test("of a header that occurs several times the last one counts, whatever its name", () => {
  const message = {
    key: null,
    value: null,
    offset: "0",
    headers: {
      tenant: [Buffer.from("first"), Buffer.from("last")],
      ["__proto__"]: Buffer.from("plain"),
      none: undefined,
    },
  };
  const { headers } = toReceivedRecord(0, message);
  expect(Object.entries(headers)).toEqual([
    ["tenant", "last"],
    ["__proto__", "plain"],
    ["none", ""],
  ]);
});

test("an offset that a number cannot hold is refused", () => {
  const message = { key: null, value: null, offset: "9007199254740993", headers: {} };
  expect(() => toReceivedRecord(0, message)).toThrow(RangeError);
});
