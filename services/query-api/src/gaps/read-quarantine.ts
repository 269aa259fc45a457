import type { QuarantineEntry, QuarantineReason } from "@toolmark/schemas/normalized-event";

import type { Reader } from "../access/reader.ts";
import { addLimit } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";

/** What quarantine says about a range. */
export interface QuarantineFacts {
  total: number;
  by_reason: Partial<Record<QuarantineReason, number>>;
  /** Numbers that entries claim, by emitter and epoch as `epochKey` writes them. */
  sequences: Map<string, { sequence: number; id: string }[]>;
}

/** Most entries that one answer looks at. */
export const MAX_QUARANTINE_ENTRIES = 10_000;
/** Most bytes of entries that one answer reads, to find which numbers they claim. */
const MAX_READ_BYTES = 64 * 1024 * 1024;
// Entries carry their bytes.
const PAGE = 50;

/** The key of one run of an emitter. */
export function epochKey(emitter: string, epoch: string): string {
  return `${emitter}\0${epoch}`;
}

/**
 * Counts what was put into quarantine in a range, and finds which sequence numbers are held there:
 * also by records that came after the range. Undefined for readers who may not see quarantine.
 */
export async function readQuarantine(
  reader: Reader,
  range: { from?: number; to?: number },
  budget: Budget,
): Promise<QuarantineFacts | undefined> {
  if (reader.principal.servers !== undefined) return undefined;
  if (!reader.can("quarantine")) {
    addLimit(budget, {
      code: "permission",
      detail:
        "this token does not open quarantine: records there are not counted, and their numbers count as missing",
    });
    return undefined;
  }
  const facts: QuarantineFacts = { total: 0, by_reason: {}, sequences: new Map() };
  let looked = 0;
  let bytes = 0;
  let after: { recorded: number; id: string } | undefined;
  do {
    const page = await reader.listQuarantine({ limit: PAGE, ...(after && { after }) });
    for (const entry of page.entries) {
      if (range.from !== undefined && entry.recorded < range.from) return facts;
      if (++looked > MAX_QUARANTINE_ENTRIES) {
        addLimit(budget, {
          code: "values",
          bound: MAX_QUARANTINE_ENTRIES,
          detail: `there are more than ${MAX_QUARANTINE_ENTRIES} records in quarantine since the range began; only the newest were looked at`,
        });
        return facts;
      }
      if (range.to === undefined || entry.recorded < range.to) {
        facts.total++;
        facts.by_reason[entry.reason] = (facts.by_reason[entry.reason] ?? 0) + 1;
      }
      // The event that a conflict is about is stored: its number is not missing.
      if (entry.reason === "conflict") continue;
      bytes += entry.raw.length;
      if (bytes <= MAX_READ_BYTES) note(facts, entry);
      else
        addLimit(budget, {
          code: "values",
          bound: MAX_READ_BYTES,
          detail: `records in quarantine hold more than ${MAX_READ_BYTES} bytes; numbers in those beyond count as missing`,
        });
    }
    after = page.next;
  } while (after !== undefined);
  return facts;
}

function note(facts: QuarantineFacts, { id, raw }: QuarantineEntry): void {
  const emitter = claimedEmitter(Buffer.from(raw, "base64").toString("utf8"));
  if (emitter === undefined) return;
  const key = epochKey(emitter.id, emitter.epoch);
  const known = facts.sequences.get(key) ?? [];
  facts.sequences.set(key, known);
  known.push({ sequence: emitter.sequence, id });
}

function claimedEmitter(text: string): { id: string; epoch: string; sequence: number } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null || !("emitter" in value)) return undefined;
  const { id, epoch, sequence } = (value.emitter ?? {}) as Record<string, unknown>;
  if (typeof id !== "string" || typeof epoch !== "string") return undefined;
  if (typeof sequence !== "number" || !Number.isSafeInteger(sequence)) return undefined;
  return { id, epoch, sequence };
}
