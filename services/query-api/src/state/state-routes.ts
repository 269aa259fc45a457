import { z } from "@hono/zod-openapi";
import type { Json } from "@toolmark/schemas/normalized-event";

import type { Visibility } from "../access/reader.ts";
import { encodeAsof } from "../cursor.ts";
import { fieldName } from "../diff-states.ts";
import { accessParameters, rangeParameters } from "../query-parameters.ts";
import { MAX_ID_LENGTH, positionsAsof, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { StateAnswer } from "./answers.ts";
import { readState } from "./read-state.ts";
import type { ReadState } from "./read-state.ts";

const StateQuery = z.object({
  uri: z
    .string("expected the URI of a resource, such as crm://contact/42")
    .min(1, "expected the URI of a resource, such as crm://contact/42")
    .max(MAX_ID_LENGTH)
    .openapi({ example: "crm://contact/42" }),
  at: rangeParameters.to.openapi({
    type: "string",
    format: "date-time",
    description: "time that the state is asked for, events at it included; default now",
  }),
  asof: rangeParameters.asof,
  ...accessParameters,
});

/** Adds `/v1/resources/state`. */
export function addStateRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/resources/state",
      summary: "Shows what a resource was at a time, as far as it is known",
      admit,
      query: StateQuery,
      answer: StateAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const { uri, at = Date.now(), asof } = c.req.valid("query");
      const positions = await positionsAsof(reader, asof);
      const state = await readState(reader, { uri, at, asof: positions });
      const time = new Date(at).toISOString();
      Object.assign(note, {
        query: `state of ${uri} at ${time}`,
        rows: state.events,
        revealed: reader.visibility.payload && state.hasStates ? ["changes"] : [],
      });
      const answer: StateAnswer = {
        uri,
        at: time,
        asof: encodeAsof(positions),
        ...stateAnswer(state, reader.visibility),
      };
      return c.json(answer, 200);
    },
  );
}

/**
 * What is told of a state. Values are left out unless they may be seen; names of members, labels,
 * events and the fact that values conflict are told to every reader, as with events that are masked.
 */
function stateAnswer(
  state: ReadState,
  { payload }: Visibility,
): Omit<StateAnswer, "uri" | "at" | "asof"> {
  let isMasked = false as boolean;
  const shown = <Part extends { value?: Json }>(
    part: Part,
  ): Omit<Part, "value"> & { value?: Json } => {
    if (payload || part.value === undefined) return part;
    isMasked = true;
    const { value: _value, ...rest } = part;
    return rest;
  };
  const fields = state.fields.map(({ path, last_observed: last, ...field }) => ({
    field: fieldName(path),
    ...shown(field),
    ...(last && { last_observed: shown(last) }),
  }));
  const conflicts = state.conflicts.map((conflict) => ({
    ...conflict,
    expected: shown(conflict.expected),
    found: shown(conflict.found),
  }));
  return {
    events: state.events,
    ...(state.since !== undefined && { since: state.since }),
    complete: state.complete,
    existence: state.existence,
    fields,
    conflicts,
    ...(isMasked && { masked: true as const }),
  };
}
