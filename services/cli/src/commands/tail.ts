import type { EventView } from "@toolmark/query-api/event-view";

import { followStream } from "../api/follow-stream.ts";
import type { StreamState } from "../api/follow-stream.ts";
import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { chooseColumns, columnNames } from "../output/event-columns.ts";
import { createTable } from "../output/render-table.ts";
import { questionOptions, readQuestion } from "../read-query.ts";

/** `toolmark tail`. */
export const tail = defineCommand({
  name: "tail",
  summary: "Follow events as they come",
  usage: "[QUERY…]",
  argument: "query",
  arity: [0, Infinity],
  details: [
    "After a lost connection it goes on behind the last event that was shown: nothing is left out and nothing comes twice. Ctrl-C ends it.",
  ],
  options: {
    kind: questionOptions.kind,
    columns: {
      type: "string",
      argument: "LIST",
      description: `columns with commas between: ${columnNames.join(", ")}`,
    },
  },
  asks: true,
  examples: [
    ["toolmark tail 'outcome:denied'", "what is being blocked"],
    ["toolmark tail 'session:7c1e' --json | jq -r .tool.name", "for a script"],
  ],
  async run(context, { arguments: words, options }) {
    const question = await readQuestion(context, words, options);
    const columns = chooseColumns(options.columns);
    const { out } = context.terminal;
    const { api } = await context.connect();
    const table = createTable(columns, {
      width: out.columns,
      paint: out.paint,
      isStream: true,
    });
    const stream = followStream(api, {
      path: "/v1/tail",
      parameters: { ...question },
      signal: context.signal,
      onState: (state) => tellState(context, api.url, state),
    });
    for await (const { event, data } of stream) {
      if (event === "end") {
        // Asked again, it says what is wrong for good; anything else passes.
        const { reason } = JSON.parse(data) as { reason?: string };
        await context.note(`the server ended it: ${reason ?? "it does not say why"}`);
      }
      if (event !== "event") continue;
      const view = JSON.parse(data) as EventView;
      if (context.json) await context.printJson(view);
      else await context.print(table.lines([view]));
    }
    return exitStatus.ok;
  },
});

async function tellState(context: CommandContext, url: string, state: StreamState): Promise<void> {
  if ("open" in state)
    await context.note(`following ${url}${state.open === "again" ? " again" : "; Ctrl-C ends it"}`);
  else
    await context.note(
      `connection lost (${state.lost}); trying again in ${(state.retryInMs / 1000).toFixed(1)} s`,
    );
}
