import { z } from "@hono/zod-openapi";
import type { PositionVector } from "@toolmark/event-store/event-store";
import { AuditError } from "@toolmark/runtime/errors";
import { callEventId } from "@toolmark/schemas/ids";
import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

import type { Reader } from "../access/reader.ts";
import { encodeAsof } from "../cursor.ts";
import { checkRange, wholeNumber } from "../query-parameters.ts";
import { MAX_ID_LENGTH, positionsAsof, problem, rangeOf, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { reconstructionParameters } from "./answer-parts.ts";
import { completenessOf, lookUp, openBudget, scanWithin } from "./bounded-scan.ts";
import { CatalogueAnswer } from "./catalogue-answers.ts";
import { historiesOf, observationOf, onePerCall } from "./catalogue-history.ts";
import type { Observation } from "./catalogue-history.ts";
import { descriptorAtCall } from "./descriptor-at-call.ts";
import { allOf, anyOf, is } from "./filters.ts";

const CatalogueQuery = z.object({
  ...reconstructionParameters,
  tool: z.string().min(1).max(1024).optional(),
  server: z.string().min(1).max(1024).optional(),
  call: z.string().min(1).max(MAX_ID_LENGTH).optional().openapi({
    description: "id of a call: says which descriptor was in force, and whether it had changed",
  }),
  top: wholeNumber(1, 1000, 100).openapi({ description: "most calls listed per descriptor" }),
});

/** Adds `/v1/catalogue`. */
export function addCatalogueRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  const route = readRoute({
    path: "/v1/catalogue",
    summary: "Shows the descriptors of a tool, when they changed, and the calls made under each",
    admit,
    query: CatalogueQuery,
    answer: CatalogueAnswer,
  });
  const responses = {
    ...route.responses,
    404: problem("there is no such call among what the caller may see"),
  };
  app.openapi({ ...route, responses }, async (c) => {
    const { reader, note } = c.var;
    const request = c.req.valid("query");
    const { call: callId, top } = request;
    note.query = ["catalogue", request.tool, callId].filter((part) => part !== undefined).join(" ");
    checkRange(request);
    const asof = await positionsAsof(reader, request.asof);
    const called = callId === undefined ? undefined : await calledTool(reader, callId, asof);
    const tool = request.tool ?? called?.tool?.name;
    if (tool === undefined)
      throw new AuditError("query_invalid", "give the name of a tool, or the id of a call");
    if (called?.tool !== undefined && fold(called.tool.name) !== fold(tool))
      throw new AuditError("query_invalid", "that call is of another tool; leave tool out");
    const server = request.server ?? called?.server?.name;

    const budget = openBudget(reader, request.bound);
    const ofTool = anyOf(is("tool", tool), is("type", "tools.listed"));
    const filter = server === undefined ? ofTool : allOf(is("server", server), ofTool);
    const query = { filter, kind: "all", ...rangeOf(request), asof } as const;
    const found: Observation[] = [];
    await scanWithin(reader, query, "newest", budget, (event) => {
      const observation = observationOf(event, tool);
      if (observation !== undefined) found.push(observation);
    });
    const own = called && observationOf(called, tool);
    // It may lie outside of the range, or beyond the bound.
    if (own !== undefined && !found.some(({ call_id }) => call_id === own.call_id)) found.push(own);
    const observations = onePerCall(found);
    const seen = observations.find(({ call_id }) => call_id === own?.call_id);
    Object.assign(note, { rows: observations.length, total: observations.length });
    const answer: CatalogueAnswer = {
      ...(own !== undefined &&
        seen?.call_id !== undefined && {
          call: descriptorAtCall({ ...seen, call_id: seen.call_id }, tool, observations),
        }),
      tool,
      histories: historiesOf(observations, top),
      ...completenessOf(budget),
      asof: encodeAsof(asof),
    };
    return c.json(answer, 200);
  });
}

async function calledTool(
  reader: Reader,
  callId: string,
  asof: PositionVector,
): Promise<NormalizedEvent> {
  const id = callId.toLowerCase();
  const ids = [callEventId(id, "completed"), callEventId(id, "attempted")];
  const found = await lookUp(reader, ids, asof);
  const event = ids.map((wanted) => found.get(wanted)).find((known) => known !== undefined);
  if (event === undefined || event.call?.id !== id)
    throw new AuditError("not_found", "there is no call with this id");
  if (event.tool === undefined)
    throw new AuditError("query_invalid", "that call is of no tool, so no descriptor was in force");
  return event;
}
