import type { EventAnswer } from "@toolmark/query-api/answers";

import { defineCommand } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { renderDocument } from "../output/render-document.ts";
import { safeText, visibleText } from "../output/visible-text.ts";
import { factsOf } from "./call.ts";

/** `toolmark event`. */
export const event = defineCommand({
  name: "event",
  summary: "Show one event, and whether it is what was sealed",
  usage: "EVENT-ID",
  argument: "value",
  arity: [1, 1],
  options: { full: { type: "boolean", description: "every member of the event" } },
  asks: true,
  details: ["The exit status is 6 when the stored event is not what was sealed."],
  examples: [["toolmark event 0192f0c1-… --json | jq .event.policy", "its policy decision"]],
  async run(context, { arguments: [id = ""], options }) {
    const { api, reveals } = await context.connect();
    const answer = await api.get<EventAnswer>(`/v1/events/${encodeURIComponent(id)}`);
    const { verified, faults } = answer;
    if (context.json) await context.printJson(answer);
    else {
      const { paint, columns: width } = context.terminal.out;
      const shown = options.full === true ? answer.event : factsOf(answer.event);
      await context.print([
        `${paint("heading", `event ${visibleText(answer.event.event.id)}`)}  ${verified ? paint("good", "as it was sealed") : paint("bad", "not as it was sealed")}`,
        ...faults.map((fault) => `  ${safeText(fault)}`),
        "",
        ...renderDocument(shown, { width, paint }),
      ]);
      if (!reveals && answer.event.masked !== undefined)
        await context.note('values are hidden; say why you need them with --reason "…"');
    }
    return verified ? exitStatus.ok : exitStatus.incomplete;
  },
});
