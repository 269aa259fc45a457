import type { Reader } from "../access/reader.ts";
import type { Attention } from "./answers.ts";
import type { Period } from "./periods.ts";
import { amount, say } from "./sentence.ts";

/** Records that were refused; nothing for principals that may not see them. */
export async function refusedRecords(reader: Reader, period: Period): Promise<Attention[]> {
  if (!reader.can("quarantine") || reader.principal.servers !== undefined) return [];
  const { entries, total, byReason } = await reader.listQuarantine({ limit: 1 });
  const [newest] = entries;
  if (newest === undefined) return [];
  const isNew = newest.recorded >= period.from && newest.recorded < period.to;
  const reasons = Object.entries(byReason)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${reason} ${count}`);
  return [
    {
      id: "quarantine",
      kind: "quarantine",
      severity: isNew ? "medium" : "low",
      title: "Records in quarantine",
      ...say`${amount(total, "record")} could not be taken: ${reasons.join(", ")}`,
      count: total,
      unit: "records",
      recorded: new Date(newest.recorded).toISOString(),
      place: "integrity",
    },
  ];
}
