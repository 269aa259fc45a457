import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";

import { encodeAsof } from "../cursor.ts";
import { reconstructionParameters } from "../profiles/answer-parts.ts";
import { completenessOf, openBudget } from "../profiles/bounded-scan.ts";
import { questionParameters, wholeNumber } from "../query-parameters.ts";
import { readQuestion } from "../read-question.ts";
import { positionsAsof, rangeOf, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { BlastRadiusAnswer } from "./answers.ts";
import { readBlastRadius } from "./read-blast-radius.ts";

const name = z.string().min(1).max(1024).optional();

const BlastRadiusQuery = z.object({
  ...reconstructionParameters,
  q: questionParameters.q,
  server: name.openapi({ description: "name of the server, also behind a gateway" }),
  tool: name,
  client: name,
  credential: name.openapi({ description: "fingerprint, id, or SHA-256 of the token" }),
  actor: name.openapi({ description: "as initiator, agent or in the chain of delegation" }),
  top: wholeNumber(1, 1000, 100).openapi({
    description: "longest list in the answer; each list says how many there are",
  }),
});

const dimensions = ["server", "tool", "client", "credential", "actor"] as const;

/** Adds `/v1/blast-radius`. */
export function addBlastRadiusRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, leaseMs } = context;
  app.openapi(
    readRoute({
      path: "/v1/blast-radius",
      summary: "Shows everybody and everything that was touched through something",
      admit,
      query: BlastRadiusQuery,
      answer: BlastRadiusAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const through = Object.fromEntries(
        dimensions.flatMap((key) => (request[key] === undefined ? [] : [[key, request[key]]])),
      ) as BlastRadiusAnswer["through"];
      const given = Object.entries(through).map(([key, value]) => `${key} ${value}`);
      if (given.length === 0)
        throw new AuditError("query_invalid", `give at least one of ${dimensions.join(", ")}`);
      const question = readQuestion(reader.principal, request);
      note.query = ["blast radius of", ...given, question.normalized.text].join(" ").trim();
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, request.bound);
      const radius = await readBlastRadius(
        reader,
        {
          through: through as Parameters<typeof readBlastRadius>[1]["through"],
          filter: question.filter,
          range: { ...rangeOf(question), asof },
          top: request.top,
          now: Date.now(),
          leaseMs,
        },
        budget,
      );
      Object.assign(note, { rows: radius.events, total: radius.events });
      const answer: BlastRadiusAnswer = {
        through,
        query: question.normalized,
        ...radius,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );
}
