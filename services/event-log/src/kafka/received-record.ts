import type { IHeaders, KafkaMessage } from "kafkajs";

import type { ReceivedRecord } from "../event-log.ts";

/**
 * Turns a message into a record. Of a header that occurs several times the last value counts, as in
 * Kafka's own clients.
 *
 * @throws RangeError for an offset that a number cannot hold exactly (from 2^53).
 */
export function toReceivedRecord(
  partition: number,
  message: Pick<KafkaMessage, "key" | "value" | "offset" | "headers">,
): ReceivedRecord {
  return {
    key: message.key === null ? null : message.key.toString(),
    value: message.value,
    headers: toHeaders(message.headers),
    position: { partition, offset: toOffset(message.offset) },
  };
}

/** An offset as a number. */
export function toOffset(text: string): number {
  const offset = Number(text);
  if (Number.isSafeInteger(offset)) return offset;
  throw new RangeError(`the offset ${text} is beyond what a number holds`);
}

function toHeaders(headers: IHeaders | undefined): Record<string, string> {
  const entries = Object.entries(headers ?? {}).map(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return [name, last === undefined || last === null ? "" : last.toString()] as const;
  });
  return Object.fromEntries(entries);
}
