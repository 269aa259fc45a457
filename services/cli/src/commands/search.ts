import type { SearchAnswer } from "@toolmark/query-api/answers";

import { readPages } from "../api/pages.ts";
import { defineCommand } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { chooseColumns, columnNames } from "../output/event-columns.ts";
import { formatCount } from "../output/format-values.ts";
import { startProgress } from "../output/progress.ts";
import { createTable } from "../output/render-table.ts";
import { questionOptions, readQuestion, wholeNumber } from "../read-query.ts";

/** `toolmark search`. */
export const search = defineCommand({
  name: "search",
  summary: "Find events",
  usage: "[QUERY…]",
  argument: "query",
  arity: [0, Infinity],
  details: [
    "The query is in the query language (docs/query-language.md), such as actor:alice tool:crm.* -outcome:success. Put it in single quotes, so that the shell leaves it as it is. Without one, all events are meant.",
    "On a terminal, what does not fit is cut with …; in a pipe, nothing is. --all reads page after page, in constant memory, as of the moment of the first page. --columns time,tool,id keeps ids on a narrow terminal.",
  ],
  options: {
    ...questionOptions,
    limit: {
      type: "string",
      short: "n",
      argument: "N",
      description: "how many events at most; default 50",
    },
    all: { type: "boolean", short: "a", description: "all events, however many there are" },
    order: {
      type: "string",
      argument: "ORDER",
      choices: ["newest", "oldest"],
      description: "which come first; default newest",
    },
    columns: {
      type: "string",
      argument: "LIST",
      description: `columns with commas between: ${columnNames.join(", ")}`,
    },
    asof: {
      type: "string",
      argument: "MARK",
      description: "the same answer as before: asof of an earlier one",
    },
    "exit-empty": { type: "boolean", description: "exit with status 1 when nothing is found" },
  },
  asks: true,
  examples: [
    ["toolmark search 'actor:alice@example.com effect:write' --from 7d", "what alice changed"],
    ["toolmark search 'outcome:denied' --from yesterday --to today", "what was blocked yesterday"],
    ["toolmark search 'tool:crm.*' --all --json | jq -r .event.id", "all ids, for a script"],
    ["toolmark search 'call:0192f0c1-…' --reason 'ticket 4711'", "with parameters and results"],
  ],
  async run(context, { arguments: words, options }) {
    const question = await readQuestion(context, words, options);
    const limit =
      options.all === true
        ? Infinity
        : wholeNumber("limit", options.limit, { min: 1, max: 1_000_000_000, byDefault: 50 });
    const columns = chooseColumns(options.columns);
    const { out, messages } = context.terminal;
    const { api } = await context.connect();
    const table = createTable(columns, { width: out.columns, paint: out.paint });
    using progress = startProgress(messages, "reading", out.isTerminal || limit <= 1000);
    const { order, asof } = options;
    const pages = readPages<SearchAnswer>(
      api,
      "/v1/search",
      // A page counts to 10,000 unless more than that are to be shown.
      { ...question, order, asof, ...(limit > 10_000 && { count: "all" }) },
      { limit, sizeOf: ({ events }) => events.length },
    );
    let shown = 0;
    let total = 0;
    let isExact = true;
    for await (const page of pages) {
      if (context.verbose && shown === 0) await context.note(`= ${page.query.explanation}`);
      total = page.total;
      isExact = page.total_is_exact;
      shown += page.events.length;
      if (context.json) await context.printJson(...page.events);
      else if (page.events.length > 0) await context.print(table.lines(page.events));
      progress.update(shown, Math.min(limit, total));
    }
    progress.clear();
    if (shown < total || !isExact) {
      const which = order === "oldest" ? "the oldest" : "the newest";
      await context.note(
        `${which} ${shown} of ${formatCount(total, "event", isExact)}; --all shows all`,
      );
    } else if (out.isTerminal && !context.json)
      await context.note(formatCount(total, "event", isExact));
    return shown === 0 && options["exit-empty"] === true ? exitStatus.nothing : exitStatus.ok;
  },
});
