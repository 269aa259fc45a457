import { z } from "@hono/zod-openapi";
import { durationSetting } from "@toolmark/runtime/config";

import { encodeAsof } from "../cursor.ts";
import { reconstructionParameters } from "../profiles/answer-parts.ts";
import { completenessOf, openBudget } from "../profiles/bounded-scan.ts";
import { checkRange } from "../query-parameters.ts";
import { positionsAsof, rangeOf, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { GapsAnswer } from "./answers.ts";
import { readGaps } from "./read-gaps.ts";

const GapsQuery = z.object({
  ...reconstructionParameters,
  silence: durationSetting.default(600_000).openapi({
    type: "string",
    default: "10m",
    example: "10m",
    description: "how long an emitter may be quiet at least before it counts as silent",
  }),
});

/** Adds `/v1/gaps`. */
export function addGapRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;
  app.openapi(
    readRoute({
      path: "/v1/gaps",
      summary: "Shows what is missing from the record, and what came late or at a wrong time",
      admit,
      query: GapsQuery,
      answer: GapsAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      note.query = "gaps";
      checkRange(request);
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, request.bound);
      const gaps = await readGaps(
        reader,
        {
          range: { ...rangeOf(request), asof },
          silence: request.silence,
          now: Date.now(),
        },
        budget,
      );
      Object.assign(note, { rows: gaps.emitters.length, total: gaps.emitters.length });
      const answer: GapsAnswer = {
        ...gaps,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );
}
