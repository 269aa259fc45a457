import { argv, stdout } from "node:process";

import { derivedEventId } from "@toolmark/schemas/ids";

import { NOON, aQuarantined, anEntry, seededRandom } from "../contract-events.ts";
import type { StoreEntry } from "../event-store.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

/** Events per part in the process that is killed: small, so that it dies in rotations and seals too. */
export const ROWS_PER_PART = 300;

/** The entry of a number: the same for every process, so that what was acknowledged can be checked. */
export function numberedEntry(number: number): StoreEntry {
  const time = NOON + number * 20;
  return anEntry({
    id: derivedEventId(time, `killed ${number}`),
    time,
    tenant: number % 5 === 0 ? "globex" : "acme",
    type: number % 3 === 0 ? "call.attempted" : "call.completed",
    event: {
      tool: { name: `tool-${number % 7}` },
      params: { value: { note: `number ${number}` } },
    },
  });
}

/** Appends numbered entries for ever and says on stdout which are acknowledged: `from to`. */
async function appendUntilKilled(directory: string, start: number): Promise<void> {
  const store = await openSqliteEventStore({ directory, rowsPerPart: ROWS_PER_PART });
  const random = seededRandom(start);
  let next = start;
  const appendOn = async () => {
    for (;;) {
      const from = next;
      next += 1 + Math.floor(random() * 120);
      const to = next;
      const batch = Array.from({ length: to - from }, (_, n) => numberedEntry(from + n));
      await store.append(batch);
      if (from % 4 === 0) await store.quarantine([aQuarantined({ id: `number-${from}` })]);
      stdout.write(`${from} ${to}\n`);
    }
  };
  await Promise.all([appendOn(), appendOn(), appendOn()]);
}

if (import.meta.main) await appendUntilKilled(argv[2] ?? "", Number(argv[3]));
