import type { CallAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";

import { defineCommand } from "../command.ts";
import type { CommandContext } from "../command.ts";
import { exitStatus } from "../exit-status.ts";
import { eventColumns } from "../output/event-columns.ts";
import { outcomeStyle } from "../output/event-columns.ts";
import { formatTime } from "../output/format-values.ts";
import { renderDocument } from "../output/render-document.ts";
import { createTable } from "../output/render-table.ts";
import { visibleText } from "../output/visible-text.ts";

/** `toolmark call`. */
export const call = defineCommand({
  name: "call",
  summary: "Show one call: who, through what, decided how, what it touched, how it ended",
  usage: "CALL-ID",
  argument: "value",
  arity: [1, 1],
  options: {},
  asks: true,
  examples: [
    ["toolmark call 0192f0c1-7d3e-7000-8000-000000000001", "one call"],
    ["toolmark call 0192f0c1-… --reason 'ticket 4711'", "with parameters, result and states"],
  ],
  async run(context, { arguments: [id = ""] }) {
    const { api } = await context.connect();
    const answer = await api.get<CallAnswer>(`/v1/calls/${encodeURIComponent(id)}`);
    if (context.json) await context.printJson(answer);
    else await context.print(renderCall(answer, context));
    return exitStatus.ok;
  },
});

function renderCall(answer: CallAnswer, { terminal: { out } }: CommandContext): string[] {
  const { paint, columns: width } = out;
  const layout = { width, paint };
  const event = answer.completed ?? answer.unresolved ?? answer.attempted;
  const style = outcomeStyle(answer.status);
  const status = visibleText(answer.status);
  const lines = [
    `${paint("heading", `call ${visibleText(answer.call_id)}`)}  ${style === undefined ? status : paint(style, status)}`,
    visibleText(answer.summary),
    "",
  ];
  if (event !== undefined) lines.push(...renderDocument(factsOf(event, answer), layout));
  if (answer.touched.length > 0) {
    lines.push("", paint("heading", "touched"));
    lines.push(
      ...renderDocument(
        answer.touched.map(({ changes, before: _before, after: _after, ...touch }) => ({
          ...touch,
          ...(changes.length > 0 && { changes }),
        })),
        layout,
      ),
    );
  }
  if (answer.related.length > 0) {
    lines.push("", paint("heading", "other events of the call"));
    const table = createTable<EventView>(
      eventColumns.filter(({ name }) => ["time", "actor", "tool", "id"].includes(name)),
      layout,
    );
    lines.push(...table.lines(answer.related));
    if (answer.related_truncated) lines.push("and more");
  }
  return lines;
}

/** What a person asks first about an event, in that order. */
export function factsOf(event: EventView, answer?: CallAnswer): Record<string, unknown> {
  const { actor, client, server, tool, policy, approval, outcome, error, time } = event;
  const attempted = answer?.attempted?.time.occurred;
  return {
    time: formatTime(time.occurred),
    ...(attempted !== undefined && { attempted: formatTime(attempted) }),
    recorded: formatTime(time.recorded),
    duration_ms: time.duration_ms,
    actor,
    client,
    server,
    session: event.session?.id,
    operation: event.operation?.id,
    tool: tool?.name,
    method: event.method,
    resource: event.resource?.uri,
    effect: event.effect?.class,
    policy,
    approval,
    outcome,
    error,
    params: event.params ?? answer?.attempted?.params,
    result: event.result,
    marks: event.marks.length > 0 ? event.marks : undefined,
    not_shown: event.masked,
    event: event.event.id,
    type: event.event.type,
    emitter: event.emitter.id,
    provenance: event.provenance.level,
  };
}
