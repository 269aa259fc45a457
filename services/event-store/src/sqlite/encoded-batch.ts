import { facetIds } from "@toolmark/schemas/fields";

import type { StoreEntry } from "../event-store.ts";
import { createByteWriter } from "./byte-writer.ts";
import { searchTokens } from "./search-tokens.ts";
import { isUuid } from "./uuid-bytes.ts";

/** Room for an entry to begin with; what is not written to takes no memory. */
const USUAL_BYTES = 4096;

/** A batch by columns, in the form that is cheapest to hand to the writer's thread. */
export interface EncodedBatch {
  count: number;
  /** 16 bytes per entry. */
  ids: Uint8Array;
  times: Float64Array;
  recorded: Float64Array;
  /** 1 for attempts. */
  attempts: Uint8Array;
  /** -1 where the store gives the position. */
  partitions: Int32Array;
  offsets: Float64Array;
  /** Per entry, which of `tenantValues`. */
  tenants: Uint32Array;
  tenantValues: string[];
  /** Per entry and facetable field, 0 for none or one more than the place in `facetValues`. */
  facets: Uint32Array;
  facetValues: string[][];
  /** UTF-8 of every entry's document in JSON, then its search tokens. */
  texts: Uint8Array<ArrayBuffer>;
  /** Where the document of each entry ends in `texts`. */
  documentEnds: Uint32Array;
  /** Where the tokens of each entry end in `texts`. */
  tokenEnds: Uint32Array;
}

/** Encodes entries that this store can keep. */
export function encodeBatch(entries: readonly StoreEntry[]): EncodedBatch {
  const count = entries.length;
  const batch = {
    count,
    ids: new Uint8Array(count * 16),
    times: new Float64Array(count),
    recorded: new Float64Array(count),
    attempts: new Uint8Array(count),
    partitions: new Int32Array(count),
    offsets: new Float64Array(count),
    tenants: new Uint32Array(count),
    tenantValues: [],
    facets: new Uint32Array(count * facetIds.length),
    facetValues: facetIds.map((): string[] => []),
    documentEnds: new Uint32Array(count),
    tokenEnds: new Uint32Array(count),
  };
  const ids = Buffer.from(batch.ids.buffer);
  const tenants = numberedValues(batch.tenantValues);
  const facets = batch.facetValues.map(numberedValues);
  const texts = createByteWriter(count * USUAL_BYTES);
  for (const [n, { index, document, position }] of entries.entries()) {
    ids.write(index.id.replaceAll("-", ""), n * 16, "hex");
    batch.times[n] = index.time;
    batch.recorded[n] = index.recorded;
    batch.attempts[n] = index.row ? 0 : 1;
    batch.partitions[n] = position?.partition ?? -1;
    batch.offsets[n] = position?.offset ?? -1;
    batch.tenants[n] = tenants(index.tenant) - 1;
    for (const [at, field] of facetIds.entries()) {
      const value = index.facets[field];
      if (value !== undefined) {
        batch.facets[n * facetIds.length + at] = facets[at]?.(value) ?? 0;
      }
    }
    batch.documentEnds[n] = texts.write(JSON.stringify(document));
    batch.tokenEnds[n] = texts.write(searchTokens(index));
  }
  return { ...batch, texts: texts.bytes() };
}

/** The buffers of a batch, to be moved instead of copied. */
export function buffersOf(batch: EncodedBatch): ArrayBuffer[] {
  const { ids, times, recorded, attempts, partitions, offsets } = batch;
  const { tenants, facets, texts, documentEnds, tokenEnds } = batch;
  const marks = [ids, times, recorded, attempts, partitions, offsets, tenants, facets];
  return [...marks, texts, documentEnds, tokenEnds].map(({ buffer }) => buffer as ArrayBuffer);
}

/** Numbers values from 1 in order of first use. */
function numberedValues(values: string[]): (value: string) => number {
  const numbers = new Map<string, number>();
  return (value) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    values.push(value);
    numbers.set(value, values.length);
    return values.length;
  };
}

/** Why this store can never keep an entry, or undefined. */
export function unstorable({ index, position }: StoreEntry): string | undefined {
  if (!isUuid(index.id)) return "event.id is not a lower-case UUID";
  if (!Number.isSafeInteger(index.time)) return "time.occurred is not a time";
  if (!Number.isSafeInteger(index.recorded)) return "time.recorded is not a time";
  if (position === undefined) return undefined;
  const { partition, offset } = position;
  const isPlace = Number.isSafeInteger(offset) && offset >= 0 && partition >= 0;
  return isPlace && Number.isInteger(partition) && partition < 2 ** 31
    ? undefined
    : "log position is not a position";
}
