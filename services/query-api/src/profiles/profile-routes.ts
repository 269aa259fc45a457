import { z } from "@hono/zod-openapi";

import { encodeAsof } from "../cursor.ts";
import { checkRange, wholeNumber } from "../query-parameters.ts";
import { positionsAsof, rangeOf, readOneRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { reconstructionParameters } from "./answer-parts.ts";
import { ProfileAnswer } from "./answers.ts";
import { completenessOf, openBudget } from "./bounded-scan.ts";
import { readProfile } from "./read-profile.ts";

const ProfileQuery = z.object({
  ...reconstructionParameters,
  top: wholeNumber(1, 1000, 20).openapi({
    description: "longest list in the answer; each list says how many there are",
  }),
});

const profiles = [
  {
    kind: "actor",
    path: "/v1/actors/{id}",
    summary: "Shows what a person, service or agent did, and for whom",
  },
  { kind: "client", path: "/v1/clients/{id}", summary: "Shows what was done through a client" },
  {
    kind: "credential",
    path: "/v1/credentials/{id}",
    summary: "Shows everything a credential was used for, and whether people share it",
  },
  { kind: "server", path: "/v1/servers/{id}", summary: "Shows what was done through a server" },
] as const;

/** Adds `/v1/actors/{id}`, `/v1/clients/{id}`, `/v1/credentials/{id}` and `/v1/servers/{id}`. */
export function addProfileRoutes(app: QueryApp, context: RouteContext): void {
  const { admit, leaseMs } = context;
  for (const { kind, path, summary } of profiles) {
    app.openapi(
      readOneRoute({ path, summary, admit, query: ProfileQuery, answer: ProfileAnswer }),
      async (c) => {
        const { reader, note } = c.var;
        const { id } = c.req.valid("param");
        const request = c.req.valid("query");
        note.query = `${kind} ${id}`;
        checkRange(request);
        const asof = await positionsAsof(reader, request.asof);
        const budget = openBudget(reader, request.bound);
        const profile = await readProfile(
          reader,
          {
            kind,
            id,
            range: { ...rangeOf(request), asof },
            top: request.top,
            now: Date.now(),
            leaseMs,
          },
          budget,
        );
        Object.assign(note, { rows: profile.events, total: profile.events });
        const answer: ProfileAnswer = {
          ...profile,
          ...completenessOf(budget),
          asof: encodeAsof(asof),
        };
        return c.json(answer, 200);
      },
    );
  }
}
