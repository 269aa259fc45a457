import { describe, expect, test } from "vitest";

import { MAX_EVENT_BYTES, parseEvent } from "./parse-event.ts";

const now = Date.parse("2026-11-24T08:00:00.000Z");

function anEvent(changes: object = {}): Record<string, unknown> {
  return {
    schema: "toolmark.event/1",
    event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f", type: "call.completed" },
    time: { occurred: "2026-11-24T08:00:00.000Z" },
    vantage: "server",
    emitter: { id: "crm" },
    method: "tools/call",
    call: { id: "0192f0c1-7c2e-7d1a-9f6e-0f2b1c3d4e5f" },
    operation: { id: "op-1" },
    outcome: { status: "success", executed: true },
    ...changes,
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown) => bytes(JSON.stringify(value));

describe("what becomes of bytes", () => {
  test("a valid event is read as it is", () => {
    const event = anEvent({ params: { value: { a: [1, "ü", null, { b: true }] } } });
    expect(parseEvent(json(event), now)).toEqual({ kind: "event", event, unknown: [] });
  });

  test("unknown members are kept and named with their path", () => {
    const event = anEvent({ tool: { name: "t", colour: "red" }, extra: { deep: [1] } });
    const parsed = parseEvent(json(event), now);
    expect(parsed).toMatchObject({ kind: "event", event });
    expect(parsed).toHaveProperty("unknown", expect.arrayContaining(["tool.colour", "extra"]));
  });

  test("a member called __proto__ neither vanishes nor changes the event's prototype", () => {
    const text = JSON.stringify(anEvent()).replace(
      "{",
      '{"params":{"value":{"__proto__":{"x":1}}},',
    );
    const parsed = parseEvent(bytes(text), now);
    expect(parsed.kind).toBe("event");
    expect(JSON.stringify(parsed)).toContain('"__proto__":{"x":1}');
  });

  test.each([
    ["no bytes", new Uint8Array(), "empty"],
    ["a tombstone", null, "empty"],
    ["text that is not JSON", bytes('{"a": secret}'), "not_json"],
    ["half an event", json(anEvent()).slice(0, -1), "not_json"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "not_utf8"],
    ["too many bytes", new Uint8Array(MAX_EVENT_BYTES + 1).fill(0x20), "too_large"],
    ["200 levels", bytes(`${"[".repeat(200)}${"]".repeat(200)}`), "too_deep"],
    ["100,000 levels", bytes(`${"[".repeat(1e5)}${"]".repeat(1e5)}`), "too_deep"],
    [
      "half a surrogate pair",
      bytes(JSON.stringify(anEvent({ attr: { a: "x" } })).replace('"x"', '"\\ud800"')),
      "lone_surrogate",
    ],
    ["U+0000 in a value", json(anEvent({ attr: { a: "\0" } })), "nul_character"],
    ["U+0000 in a name", json(anEvent({ attr: { "\0": 1 } })), "nul_character"],
    [
      "a number beyond doubles",
      bytes(JSON.stringify(anEvent({ attr: { a: 1 } })).replace('"a":1', '"a":1e400')),
      "schema_violation",
    ],
    ["an array", bytes("[]"), "schema_violation"],
    ["no version", json(anEvent({ schema: undefined })), "unknown_schema_version"],
    ["another version", json(anEvent({ schema: "toolmark.event/2" })), "unknown_schema_version"],
    [
      "an unknown type",
      json(anEvent({ event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f", type: "call.begun" } })),
      "schema_violation",
    ],
    ["a call without its outcome", json(anEvent({ outcome: undefined })), "schema_violation"],
    [
      "the day after tomorrow",
      json(anEvent({ time: { occurred: "2026-11-25T08:00:00.001Z" } })),
      "time_implausible",
    ],
  ])("%s is a fault with its reason", (_name, value, reason) => {
    expect(parseEvent(value, now)).toMatchObject({ kind: "fault", reason });
  });

  test("exactly a day ahead is still believed", () => {
    const event = anEvent({ time: { occurred: "2026-11-25T08:00:00.000Z" } });
    expect(parseEvent(json(event), now).kind).toBe("event");
  });

  test("a fault never quotes values", () => {
    const texts = [
      bytes('{"password": hunter2}'),
      json(anEvent({ params: { value: 1, bytes: "hunter2" } })),
      json(anEvent({ vantage: "hunter2" })),
    ];
    for (const text of texts)
      expect(JSON.stringify(parseEvent(text, now))).not.toContain("hunter2");
  });

  test("a fault names the event that it claims to be", () => {
    expect(parseEvent(json(anEvent({ vantage: "moon" })), now)).toMatchObject({
      eventId: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f",
    });
  });
});
