import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { formatCount } from "../output/format-values.ts";
import { startProgress } from "../output/progress.ts";
import { safeText, visibleText } from "../output/visible-text.ts";
import { rangeOptions, readRange, wholeNumber } from "../read-query.ts";
import { checkEmbedded } from "../reconcile/check-embedded.ts";

/** `toolmark reconcile`. */
export const reconcile = defineCommand({
  name: "reconcile",
  summary: "Check that the store holds everything that the log holds",
  usage: "",
  argument: "none",
  arity: [0, 0],
  details: [
    "Scaled form (TOOLMARK_KAFKA_BROKERS and TOOLMARK_ELASTICSEARCH_URL are set, as for the ingesters): reads the topic from its oldest record to where the ingesters were at the start, with a consumer group of its own, and looks for each record in the store and in quarantine. --repair publishes what is missing again.",
    "Embedded form: the store is the log. Every event is read through the server; positions are checked for gaps and repetitions, and the newest events against their seals. Each event whose seal is checked is one recorded read.",
    "The exit status is 6 when something is missing or altered, or could not be read.",
  ],
  options: {
    ...rangeOptions,
    repair: { type: "boolean", description: "scaled: publish missing records again" },
    "to-end": {
      type: "boolean",
      description: "scaled: also what the ingesters have not taken yet",
    },
    verify: {
      type: "string",
      argument: "N",
      description:
        "embedded: how many of the newest events to check against their seals; default 1000",
    },
  },
  asks: true,
  examples: [
    ["toolmark reconcile", "is anything missing?"],
    ["toolmark reconcile --repair", "scaled: send it again"],
    ["toolmark reconcile --from 1d --verify 100000", "embedded: all seals of a day"],
  ],
  async run(context, { options }) {
    const brokers = context.env["TOOLMARK_KAFKA_BROKERS"] ?? "";
    if (brokers !== "")
      return await scaled(context, {
        repair: options.repair === true,
        toEnd: options["to-end"] === true,
      });
    const verify = wholeNumber("verify", options.verify, {
      min: 0,
      max: 100_000_000,
      byDefault: 1000,
    });
    return await embedded(context, { verify, range: readRange(options) });
  },
});

async function scaled(
  context: CommandContext,
  options: { repair: boolean; toEnd: boolean },
): Promise<number> {
  // Loaded on demand: no other command needs Kafka or Elasticsearch.
  const { reconcileScaled } = await import("../reconcile/reconcile-scaled.ts");
  const result = await reconcileScaled(context, options);
  const { checked, missing, altered, repaired, waiting, unread } = result;
  if (context.json) await context.printJson({ kind: "summary", ...result });
  else {
    await context.print([
      `${formatCount(checked, "record")} checked, ${missing} missing, ${altered} altered${options.repair ? `, ${repaired} published again` : ""}`,
    ]);
    for (const { partition, offset, end } of unread)
      await context.print([`partition ${partition} was read up to ${offset} of ${end}`]);
  }
  if (waiting > 0)
    await context.note(
      `${formatCount(waiting, "record")} not taken by the ingesters yet; run it again, or with --to-end`,
    );
  if (missing > repaired) await context.note("--repair publishes missing records again");
  const isWhole = missing === repaired && altered === 0 && unread.length === 0;
  return isWhole ? exitStatus.ok : exitStatus.incomplete;
}

async function embedded(
  context: CommandContext,
  options: { verify: number; range: { from?: string; to?: string } },
): Promise<number> {
  const { api } = await context.connect();
  await context.note("the store is the log here: checking positions and seals");
  let faults = 0;
  using progress = startProgress(context.terminal.messages, "checking");
  const result = await checkEmbedded(api, {
    ...options,
    onProgress: (done, total) => progress.update(done, total),
    async onFault(fault) {
      faults++;
      progress.clear();
      if (context.json) await context.printJson({ kind: "altered", ...fault });
      else
        await context.print([
          `position ${fault.position}  altered  ${visibleText(fault.event_id)}  ${fault.faults.map(safeText).join("; ")}`,
        ]);
    },
  });
  progress.clear();
  const { events, verified, repeated, absent } = result;
  if (context.json) await context.printJson({ kind: "summary", ...result, altered: faults });
  else
    await context.print([
      `${formatCount(events, "event")} read, ${repeated} positions twice, ${formatCount(verified, "seal")} checked, ${faults} altered`,
    ]);
  const isWhole = options.range.from === undefined && options.range.to === undefined;
  if (isWhole && absent > 0)
    await context.note(
      `${formatCount(absent, "position")} without an event that you can read: of other tenants, or removed`,
    );
  return faults > 0 || repeated > 0 ? exitStatus.incomplete : exitStatus.ok;
}
