import type { TimelineAnswer } from "@toolmark/query-api/answers";
import type { TreeAnswer } from "@toolmark/query-api/tree/answers";

import { readPages } from "../api/pages.ts";
import { defineCommand } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { chooseColumns, columnNames } from "../output/event-columns.ts";
import { formatCount } from "../output/format-values.ts";
import { renderDocument } from "../output/render-document.ts";
import { createTable } from "../output/render-table.ts";
import { renderTree } from "../output/render-tree.ts";
import { rangeOptions, readRange, wholeNumber } from "../read-query.ts";
import { showAnswer } from "../show-answer.ts";

/** `toolmark session`. */
export const session = defineCommand({
  name: "session",
  summary: "Show what happened in a session, oldest first",
  usage: "SESSION-ID",
  argument: "value",
  arity: [1, 1],
  options: {
    ...rangeOptions,
    operation: { type: "boolean", description: "the id is that of an operation" },
    tree: { type: "boolean", description: "calls, their parents, retries and approvals as a tree" },
    limit: {
      type: "string",
      short: "n",
      argument: "N",
      description: "how many events at most; default all",
    },
    columns: {
      type: "string",
      argument: "LIST",
      description: `columns with commas between: ${columnNames.join(", ")}`,
    },
  },
  asks: true,
  examples: [
    ["toolmark session 7c1e", "a timeline with its summary"],
    ["toolmark session 7c1e --tree", "which call led to which"],
  ],
  async run(context, { arguments: [id = ""], options }) {
    const limit = wholeNumber("limit", options.limit, {
      min: 1,
      max: 1_000_000_000,
      byDefault: Infinity,
    });
    const range = readRange(options);
    const columns = chooseColumns(options.columns);
    const { api } = await context.connect();
    const { columns: width, paint } = context.terminal.out;
    const path = `/v1/${options.operation === true ? "operations" : "sessions"}/${encodeURIComponent(id)}`;
    if (options.tree === true) {
      const tree = await api.get<TreeAnswer>(`${path}/tree`);
      const lines = [
        ...renderDocument(tree.summary, { width, paint }),
        "",
        ...renderTree(tree, { width, paint }),
      ];
      return await showAnswer(context, tree, lines);
    }
    const table = createTable(columns, { width, paint });
    const pages = readPages<TimelineAnswer>(api, path, range, {
      limit,
      sizeOf: ({ events }) => events.length,
    });
    let shown = 0;
    let total = 0;
    let isExact = true;
    for await (const page of pages) {
      total = page.total;
      isExact = page.total_is_exact;
      shown += page.events.length;
      if (context.json) await context.printJson(...page.events);
      else {
        if (page.summary !== undefined)
          await context.print([...renderDocument(page.summary, { width, paint }), ""]);
        await context.print(table.lines(page.events));
      }
    }
    if (shown < total || !isExact)
      await context.note(`the oldest ${shown} of ${formatCount(total, "event", isExact)}`);
    return exitStatus.ok;
  },
});
