/** One round of one variant. */
export interface Measurement {
  form: "embedded" | "scaled";
  /** `ingest` is log to store; `ceiling` is the store alone. */
  variant: "ingest" | "ceiling";
  events: number;
  seconds: number;
  /** CPU of this process, all threads, in microseconds. */
  ownCpu: number;
  /** CPU of the main thread alone, in microseconds. */
  mainCpu: number;
  /** Bytes of event JSON. */
  jsonBytes: number;
  /** Bytes in the store's directory; only for the embedded form. */
  diskBytes?: number;
}

/** Runs `work` and measures it. */
export async function measure(
  about: Pick<Measurement, "form" | "variant" | "events" | "jsonBytes">,
  work: () => Promise<void>,
): Promise<Measurement> {
  const cpu = process.cpuUsage();
  const main = process.threadCpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  const usedByMain = process.threadCpuUsage(main);
  return {
    ...about,
    seconds,
    ownCpu: used.user + used.system,
    mainCpu: usedByMain.user + usedByMain.system,
  };
}

/** Medians per variant, and the ratio of ingestion to ceiling round by round. */
export function summarize(measurements: readonly Measurement[]): { table: string; json: object } {
  const rows = [...Map.groupBy(measurements, ({ form, variant }) => `${form} ${variant}`)].map(
    ([name, group]) => ({
      name,
      rounds: group.length,
      eventsPerSecond: Math.round(median(group.map(({ events, seconds }) => events / seconds))),
      cpuMicrosecondsPerEvent: round(median(group.map(({ ownCpu, events }) => ownCpu / events))),
      mainThreadMicrosecondsPerEvent: round(
        median(group.map(({ mainCpu, events }) => mainCpu / events)),
      ),
      jsonBytesPerEvent: Math.round(
        median(group.map(({ jsonBytes, events }) => jsonBytes / events)),
      ),
      diskBytesPerEvent: Math.round(
        median(group.map(({ diskBytes, events }) => (diskBytes ?? 0) / events)),
      ),
    }),
  );
  const ratios = Object.fromEntries(
    [...Map.groupBy(measurements, ({ form }) => form)].map(([form, group]) => {
      const rate = (variant: string) =>
        group
          .filter((entry) => entry.variant === variant)
          .map(({ events, seconds }) => events / seconds);
      const ceilings = rate("ceiling");
      return [
        form,
        round(median(rate("ingest").map((each, index) => each / (ceilings[index] ?? NaN)))),
      ];
    }),
  );
  const header =
    "| variant | events/s | CPU µs/event | of it main thread | JSON B/event | disk B/event |\n|---|---|---|---|---|---|";
  const body = rows.map(
    (row) =>
      `| ${row.name} | ${row.eventsPerSecond} | ${row.cpuMicrosecondsPerEvent} | ${row.mainThreadMicrosecondsPerEvent} | ${row.jsonBytesPerEvent} | ${row.diskBytesPerEvent || "-"} |`,
  );
  const shares = Object.entries(ratios).map(([form, ratio]) => `${form}: ${ratio} of its ceiling`);
  return {
    table: [header, ...body, "", ...shares, "(medians over rounds)"].join("\n"),
    json: { rows, ratioToCeiling: ratios },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
