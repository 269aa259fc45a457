import type { QueryError } from "@toolmark/query-api/client";
import { MAX_EVENT_BYTES } from "@toolmark/schemas/parse-event";

import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";
import { notEvents } from "../import/check-format.ts";
import { openLines } from "../import/read-lines.ts";
import { gatherBatches, sendBatch } from "../import/send-batches.ts";
import type { Batch, IntakeAnswer } from "../import/send-batches.ts";
import { formatCount } from "../output/format-values.ts";
import { startProgress } from "../output/progress.ts";
import { visibleText } from "../output/visible-text.ts";
import { wholeNumber } from "../read-query.ts";

interface Refusal {
  line: number;
  status: "quarantined" | "rejected";
  reason: string;
  detail: string;
  id?: string;
}

/** `toolmark import`. */
export const importEvents = defineCommand({
  name: "import",
  summary: "Send events from a file: one Toolmark event a line, plain or gzip; - is standard input",
  usage: "FILE",
  argument: "file",
  arity: [1, 1],
  details: [
    "Events are sent in batches and known by their ids, so that a file can be sent again: what is stored already stays. In the scaled form, --url or TOOLMARK_URL names the collector.",
    "The exit status is 6 when some lines were not taken as events; each is reported with its number and reason. What is called quarantined is kept and can be replayed; what is rejected is not.",
  ],
  options: {
    "from-line": {
      type: "string",
      argument: "N",
      description: "begin at this line, as an import that broke off says",
    },
  },
  asks: true,
  examples: [
    ["toolmark import events.ndjson", "a file"],
    ["toolmark import archive.ndjson.gz --from-line 120001", "the rest of one"],
    ["zcat *.gz | toolmark import -", "what a pipe brings"],
  ],
  async run(context, { arguments: [path = ""], options }) {
    const first = wholeNumber("from-line", options["from-line"], {
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      byDefault: 1,
    });
    const source = await openLines(path, MAX_EVENT_BYTES);
    const { api } = await context.connect();
    const counts = { accepted: 0, quarantined: 0, rejected: 0 };
    let through = first - 1;
    let isChecked = false;
    using progress = startProgress(context.terminal.messages, "sending");
    try {
      for await (const batch of gatherBatches(source.lines, first)) {
        if (!isChecked) check(path, batch);
        isChecked = true;
        const refused = await send(batch);
        progress.clear();
        await report(context, refused);
        ({ through } = batch);
        const { done, total } = source.progress();
        progress.update(done, total, formatCount(counts.accepted, "event"));
      }
    } catch (error) {
      progress.clear();
      if (through >= first)
        await context.note(
          `sent through line ${through}; toolmark import ${path} --from-line ${through + 1} goes on there`,
        );
      throw error;
    }
    progress.clear();
    if (!isChecked) throw usageFailure(`${path} holds no event from line ${first} on`);
    const { accepted, quarantined, rejected } = counts;
    if (context.json) await context.printJson({ kind: "summary", ...counts, through });
    else
      await context.print([
        `${formatCount(accepted, "event")} accepted, ${quarantined} quarantined, ${rejected} rejected`,
      ]);
    return quarantined + rejected > 0 ? exitStatus.incomplete : exitStatus.ok;

    async function send(batch: Batch): Promise<Refusal[]> {
      const tooLong = batch.tooLong.map((line): Refusal => {
        counts.rejected++;
        const detail = `an event may have ${MAX_EVENT_BYTES} bytes`;
        return { line, status: "rejected", reason: "too_large", detail };
      });
      if (batch.lines.length === 0) return tooLong;
      const answer = await sendBatch(api, batch, {
        signal: context.signal,
        onRetry: async (error: QueryError) => {
          progress.clear();
          await context.note(`${error.message}; trying again`);
        },
      });
      for (const name of ["accepted", "quarantined", "rejected"] as const)
        counts[name] += answer[name];
      return [...tooLong, ...refusalsOf(answer, batch)].toSorted((a, b) => a.line - b.line);
    }
  },
});

function check(path: string, batch: Batch): void {
  if (batch.lines.length === 0 && batch.tooLong.length > 0) return;
  const why = notEvents(batch.lines.map(({ bytes }) => bytes));
  if (why === undefined) return;
  throw usageFailure(`${path} is no file of Toolmark events: ${why}`, [
    "docs/events.md says what an event looks like; nothing was sent",
  ]);
}

function refusalsOf(answer: IntakeAnswer, batch: Batch): Refusal[] {
  return answer.results.flatMap(({ index, status, reason, detail, id }) =>
    status === "accepted"
      ? []
      : {
          line: batch.lines[index]?.number ?? 0,
          status,
          reason: reason ?? "unknown",
          detail: detail ?? "",
          ...(id !== undefined && { id }),
        },
  );
}

async function report(context: CommandContext, refused: readonly Refusal[]): Promise<void> {
  if (context.json) await context.printJson(...refused.map((one) => ({ kind: "refused", ...one })));
  else
    await context.print(
      refused.map(
        ({ line, status, reason, detail }) =>
          `line ${line}  ${status}  ${visibleText(reason)}  ${visibleText(detail)}`,
      ),
    );
}
