import { hash } from "node:crypto";

import { AuditError } from "@toolmark/runtime/errors";
import type { IndexedEvent } from "@toolmark/schemas/index-event";

const MAX_DOCUMENT_ID_BYTES = 512;
const DEFAULT_PREFIX = "toolmark-events";
const allowedPrefix = /^[a-z0-9][a-z0-9._-]{0,199}$/;

/** Names of everything that one store has in Elasticsearch. */
export interface IndexNames {
  prefix: string;
  /** Matches every month of events, and nothing else of the store. */
  pattern: string;
  quarantine: string;
}

/**
 * Names for a prefix.
 *
 * @throws AuditError `config_invalid` when the prefix cannot be part of an index name.
 */
export function indexNames(prefix: string = DEFAULT_PREFIX): IndexNames {
  if (!allowedPrefix.test(prefix)) {
    throw new AuditError(
      "config_invalid",
      "the prefix of elasticsearch indices takes up to 200 lower case letters, digits, '.', '_' and '-'",
    );
  }
  return { prefix, pattern: `${prefix}-*`, quarantine: `${prefix}.quarantine` };
}

/**
 * The month that an id says it belongs to, as `YYYY.MM`: UUIDs of version 7 (RFC 9562 section 5.7)
 * and ours of version 8 start with milliseconds. Undefined for every other id.
 */
export function monthOfId(id: string): string | undefined {
  const [, high, low] = timedUuid.exec(id) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const time = Number.parseInt(high + low, 16);
  return time >= EARLIEST && time < LATEST ? monthOf(time) : undefined;
}

const timedUuid = /^([0-9a-f]{8})-([0-9a-f]{4})-[78][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const EARLIEST = Date.UTC(2010);
const LATEST = Date.UTC(2100);

/** The month of a time in milliseconds since the epoch, as `YYYY.MM` in UTC. */
export function monthOf(time: number): string {
  const date = new Date(time);
  const year = String(date.getUTCFullYear()).padStart(4, "0");
  return `${year}.${String(date.getUTCMonth() + 1).padStart(2, "0")}`;
}

/**
 * The index of an event: the month in its id, so that an id can be in no other index whatever time
 * a second event claims for it. Ids without a time go by the event's (see ./untimed-ids.ts).
 */
export function indexOf(names: IndexNames, event: Pick<IndexedEvent, "id" | "time">): string {
  return `${names.prefix}-${monthOfId(event.id) ?? monthOf(event.time)}`;
}

/** The month of an index of events; undefined for an index that is not ours. */
export function monthOfIndex(names: IndexNames, index: string): string | undefined {
  const month = index.startsWith(`${names.prefix}-`) ? index.slice(names.prefix.length + 1) : "";
  return /^-?\d{4,6}\.\d{2}$/.test(month) ? month : undefined;
}

/** The `_id` of an event: tenant and id, which together name one event. */
export function documentId(tenant: string, id: string): string {
  const plain = `${tenant}:${id}`;
  const fits = Buffer.byteLength(plain) <= MAX_DOCUMENT_ID_BYTES;
  // A colon in the id would make the border between the two unclear.
  if (fits && !id.includes(":") && plain.isWellFormed()) return plain;
  return `#${hash("sha256", JSON.stringify([tenant, id]), "base64url")}`;
}

/** The `_id` of an entry of quarantine. */
export function quarantineId(id: string): string {
  const fits = id !== "" && Buffer.byteLength(id) <= MAX_DOCUMENT_ID_BYTES;
  return fits && id.isWellFormed() ? id : `#${hash("sha256", JSON.stringify(id), "base64url")}`;
}
