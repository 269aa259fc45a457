import { openDocument } from "@toolmark/integrity/open-document";
import { verifyDocument } from "@toolmark/integrity/verify-document";
import { keyTerm } from "@toolmark/schemas/terms";
import { describe, expect, test } from "vitest";

import { isSameEvent, processRecord } from "./process-record.ts";
import type { RecordContext } from "./process-record.ts";

const now = Date.parse("2026-11-24T08:00:01.000Z");
const context: RecordContext = {
  stamp: { tenant: "acme", provenance: "authenticated", emitter: "crm-1" },
  position: { partition: 2, offset: 7 },
  now,
  leaseMs: 60_000,
};

function aRecord(changes: object = {}): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      schema: "toolmark.event/1",
      event: { id: "0192F0C1-7C2E-8D1A-9F6E-0F2B1C3D4E5F", type: "call.completed" },
      time: { occurred: "2026-11-24T09:00:00+01:00", duration_ms: 12 },
      vantage: "server",
      emitter: { id: "crm" },
      method: "tools/call",
      call: { id: "0192F0C1-7C2E-7D1A-9F6E-0F2B1C3D4E5F" },
      operation: { id: "op-1" },
      tool: { name: "crm.contacts.update" },
      outcome: { status: "success", executed: true },
      ...changes,
    }),
  );
}

function stored(changes: object = {}, over: Partial<RecordContext> = {}) {
  const processed = processRecord(aRecord(changes), { ...context, ...over });
  if (processed.kind !== "event") throw new Error(processed.entry.detail);
  return processed;
}

describe("an event on its way to the store", () => {
  test("gets its receiver's tenant, UTC times and lower-case ids; claims are kept beside them", () => {
    const { event } = stored({ tenant: "evil", effect: { class: "read" } });
    expect(event).toMatchObject({
      tenant: "acme",
      claimed: { tenant: "evil", effect: { class: "read" } },
      effect: { class: "write", source: "name" },
      provenance: { level: "authenticated", emitter: "crm-1" },
      time: { occurred: "2026-11-24T08:00:00.000Z", original: "2026-11-24T09:00:00+01:00" },
      event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f" },
      call: { id: "0192f0c1-7c2e-7d1a-9f6e-0f2b1c3d4e5f" },
    });
  });

  test("is found by its resources, also by a part of their name", () => {
    const downstream = [
      {
        system: "crm",
        resource: "contact/42",
        operation: "update",
        before: { a: 1 },
        after: { a: 2 },
      },
      { system: "crm", resource: "crm://contact/7", operation: "read" },
    ];
    const { entry, event } = stored({ downstream });
    expect(entry.index.terms).toEqual(
      expect.arrayContaining([
        keyTerm("resource", "crm://contact/42"),
        keyTerm("resource", "crm://contact/7"),
        keyTerm("changed", "crm://contact/42"),
        keyTerm("system", "crm"),
      ]),
    );
    expect(entry.index.terms).not.toContain(keyTerm("changed", "crm://contact/7"));
    expect(entry.index.words).toEqual(expect.arrayContaining(["contact", "42"]));
    expect(event.changes).toEqual([{ before: { a: 1 }, after: { a: 2 } }, null]);
  });

  test("leaves secrets behind, wherever they are", () => {
    const secret = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    const { entry } = stored({
      params: { value: { password: "hunter2", note: `token is ${secret}` } },
      result: { value: { content: [{ type: "text", text: `{"api_key":"hunter2"}` }] } },
      error: { kind: "tool", message: `bad token ${secret}` },
      downstream: [{ system: "s", operation: "update", after: { password: "hunter2" } }],
      attr: { authorization: `Bearer ${secret}` },
    });
    const text = JSON.stringify(entry);
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(secret);
  });

  test("keeps members of newer emitters inside what is sealed", () => {
    const { entry } = stored({ novel: { deep: [1, 2] } });
    expect(entry.document.p).toMatchObject({ novel: { deep: [1, 2] } });
    expect(verifyDocument(entry.document)).toEqual([]);
  });

  test("opens to what was normalized", () => {
    const { entry, event } = stored({ params: { value: [1] } });
    expect(openDocument(JSON.parse(JSON.stringify(entry.document)))).toEqual(event);
  });

  test.each([
    ["in time", "2026-11-24T08:00:00.000Z", []],
    ["long after it began", "2026-11-24T07:55:00.000Z", ["late"]],
    ["days after its own clock", "2026-11-22T08:00:00.000Z", ["late", "skewed"]],
    ["before its own clock", "2026-11-24T09:00:00.000Z", ["skewed"]],
  ])("that arrives %s is marked so", (_name, occurred, marks) => {
    expect(stored({ time: { occurred } }).entry.document.marks ?? []).toEqual(marks);
  });

  test("that is imported is marked by how long it took, not by when it is imported", () => {
    const occurred = "2026-11-01T08:00:00.000Z";
    const marksOf = (duration_ms: number) =>
      stored({ time: { occurred, source: "imported", duration_ms } }).entry.document.marks ?? [];
    expect(marksOf(1000)).toEqual([]);
    expect(marksOf(86_400_000)).toEqual(["late"]);
  });
});

describe("an event that comes again", () => {
  test("is the same whenever and wherever it comes from in the log", () => {
    const first = stored({ params: { value: { a: 1 } } });
    const again = stored(
      { params: { value: { a: 1 } } },
      { now: now + 5000, position: { partition: 0, offset: 1 } },
    );
    expect(isSameEvent(first.entry.document, again.entry.document)).toBe(true);
  });

  test("is another one when any member differs", () => {
    const first = stored({ params: { value: { a: 1 } } });
    for (const changes of [
      { params: { value: { a: 2 } } },
      { params: { value: { a: 1 } }, extra: 1 },
    ])
      expect(isSameEvent(first.entry.document, stored(changes).entry.document)).toBe(false);
  });

  test("is the same when its parameters were removed from the store since", () => {
    const first = stored({ params: { value: { a: 1 } } }).entry.document;
    const { params: _params, ...x } = first.x;
    const again = stored({ params: { value: { a: 1 } } }).entry.document;
    expect(isSameEvent({ ...first, x }, again)).toBe(true);
  });
});

describe("a record that is no event", () => {
  test("is quarantined with its bytes, reason and position", () => {
    const value = Buffer.from("{broken");
    expect(processRecord(value, context)).toEqual({
      kind: "quarantine",
      entry: {
        id: expect.stringMatching(/^[\w-]{43}$/),
        tenant: "acme",
        reason: "not_json",
        detail: expect.stringContaining("not JSON"),
        recorded: now,
        position: { partition: 2, offset: 7 },
        raw: value.toString("base64"),
        bytes: value.length,
        emitter: "crm-1",
      },
    });
  });

  test("is one entry however often it comes, and another in another tenant", () => {
    expect(idOf({ now: now + 1, position: { partition: 0, offset: 0 } })).toBe(idOf({}));
    expect(idOf({ stamp: { tenant: "b", provenance: "authenticated" } })).not.toBe(idOf({}));
  });
});

function idOf(over: Partial<RecordContext>) {
  const processed = processRecord(Buffer.from("x"), { ...context, ...over });
  return processed.kind === "quarantine" ? processed.entry.id : undefined;
}
