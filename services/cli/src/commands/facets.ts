import type { FacetsAnswer } from "@toolmark/query-api/answers";
import { facetIds } from "@toolmark/schemas/fields";

import { defineCommand } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { createTable } from "../output/render-table.ts";
import { questionOptions, readQuestion, wholeNumber } from "../read-query.ts";

interface Row {
  field: string;
  value: string | null;
  count: number;
}

/** `toolmark facets`. */
export const facets = defineCommand({
  name: "facets",
  summary: "Count events by the values of fields",
  usage: "[QUERY…]",
  argument: "query",
  arity: [0, Infinity],
  options: {
    ...questionOptions,
    fields: {
      type: "string",
      argument: "LIST",
      description: `fields with commas between; default all of ${facetIds.join(", ")}`,
    },
    limit: {
      type: "string",
      short: "n",
      argument: "N",
      description: "how many values of each field; default 10",
    },
    "exit-empty": { type: "boolean", description: "exit with status 1 when nothing is found" },
  },
  asks: true,
  examples: [
    ["toolmark facets 'outcome:denied' --from 1d --fields actor,tool", "who was denied what"],
    ["toolmark facets --fields tool --json", "one line per tool, for a script"],
  ],
  async run(context, { arguments: words, options }) {
    const question = await readQuestion(context, words, options);
    const limit = wholeNumber("limit", options.limit, { min: 1, max: 1000, byDefault: 10 });
    const { api } = await context.connect();
    const answer = await api.get<FacetsAnswer>("/v1/facets", {
      ...question,
      fields: options.fields,
      limit,
    });
    const rows: Row[] = Object.entries(answer.facets).flatMap(([field, counts]) =>
      (counts ?? []).map(({ value, count }) => ({ field, value, count })),
    );
    if (context.json) await context.printJson(...rows);
    else if (answer.total > 0) {
      const { columns, paint } = context.terminal.out;
      const table = createTable<Row>(
        [
          { name: "field", title: "FIELD", value: ({ field }) => field },
          {
            name: "value",
            title: "VALUE",
            value: ({ value }) => value ?? "(none)",
            style: ({ value }) => (value === null ? "faint" : undefined),
            min: 12,
          },
          { name: "count", title: "COUNT", value: ({ count }) => count, align: "right" },
        ],
        { width: columns, paint },
      );
      await context.print(table.lines(rows));
    } else await context.note("no events");
    return answer.total === 0 && options["exit-empty"] === true
      ? exitStatus.nothing
      : exitStatus.ok;
  },
});
