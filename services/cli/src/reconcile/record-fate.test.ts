import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openEventStore } from "@toolmark/event-store/open-event-store";
import { processRecord } from "@toolmark/ingester/process-record";
import { callEventId } from "@toolmark/schemas/ids";
import { logHeaders } from "@toolmark/schemas/topics";
import { expect, test } from "vitest";

import { expectedOf, findUnstored, withoutQuarantined } from "./record-fate.ts";

const stamp = { tenant: "acme", provenance: "authenticated", emitter: "crm" } as const;
const options = { tenant: "default", trustHeaders: true, leaseMs: 600_000 };
const headers = {
  [logHeaders.tenant]: "acme",
  [logHeaders.emitter]: "crm",
  [logHeaders.provenance]: "authenticated",
};

function anEvent(number: number, status = "success"): Uint8Array {
  const call = `0192f0c1-7d3e-7000-8000-00000000000${number}`;
  return Buffer.from(
    JSON.stringify({
      schema: "toolmark.event/1",
      event: { id: callEventId(call, "completed"), type: "call.completed" },
      time: { occurred: new Date(Date.now() - 1000).toISOString() },
      vantage: "server",
      emitter: { id: "crm" },
      call: { id: call },
      operation: { id: call },
      method: "tools/call",
      outcome: { status, executed: true },
    }),
  );
}

test("records are found in the store or in quarantine; others are missing or altered", async () => {
  const directory = await mkdtemp(join(tmpdir(), "toolmark-reconcile-"));
  try {
    await using store = await openEventStore({ driver: "sqlite", directory });
    const now = Date.now();
    const values = {
      stored: anEvent(1),
      missing: anEvent(2),
      altered: anEvent(3),
      quarantined: Buffer.from("not json"),
      lost: Buffer.from("not json either"),
    };
    for (const value of [values.stored, anEvent(3, "tool_error"), values.quarantined]) {
      const processed = processRecord(value, { stamp, now, leaseMs: options.leaseMs });
      await (processed.kind === "event"
        ? store.append([processed.entry])
        : store.quarantine([processed.entry]));
    }
    const expected = Object.values(values).map((value, offset) =>
      expectedOf({ key: "k", value, headers, position: { partition: 0, offset } }, options, now),
    );
    const unstored = await findUnstored(store, expected);
    expect(unstored.map(({ expected: { position } }) => position.offset)).toEqual([1, 2, 3, 4]);
    const unaccounted = await withoutQuarantined(store, unstored);
    expect(
      unaccounted.map(({ expected: { position, tenant }, status }) => [
        position.offset,
        tenant,
        status,
      ]),
    ).toEqual([
      [1, "acme", "missing"],
      [2, "acme", "altered"],
      [4, "acme", "missing"],
    ]);
  } finally {
    await rm(directory, { recursive: true, maxRetries: 5 });
  }
});

test("headers are believed only where collectors alone can write", () => {
  const record = { key: "k", value: anEvent(1), headers, position: { partition: 0, offset: 0 } };
  expect(expectedOf(record, options, Date.now()).tenant).toBe("acme");
  expect(expectedOf(record, { ...options, trustHeaders: false }, Date.now()).tenant).toBe(
    "default",
  );
});
