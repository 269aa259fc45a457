import { z } from "@hono/zod-openapi";
import { durationSetting } from "@toolmark/runtime/config";
import { AuditError } from "@toolmark/runtime/errors";

import type { Reader } from "../access/reader.ts";
import { encodeAsof } from "../cursor.ts";
import { reconstructionParameters } from "../profiles/answer-parts.ts";
import { completenessOf, nextPass, openBudget, scanWithin } from "../profiles/bounded-scan.ts";
import type { Budget } from "../profiles/bounded-scan.ts";
import {
  accessParameters,
  questionParameters,
  rangeParameters,
  wholeNumber,
} from "../query-parameters.ts";
import { readQuestion } from "../read-question.ts";
import type { Question } from "../read-question.ts";
import { positionsAsof, rangeOf, readRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { CompareAnswer, SequencesAnswer } from "./answers.ts";
import { findSequences, sequenceKeys, stepOf } from "./find-sequences.ts";
import type { SequenceKey, Step } from "./find-sequences.ts";
import { readComparison } from "./read-comparison.ts";

const { from, to } = rangeParameters;

const CompareQuery = z.object({
  ...questionParameters,
  ...rangeParameters,
  ...accessParameters,
  baseline_q: z.string().optional().openapi({ description: "query of the baseline; default q" }),
  baseline_from: from.openapi({ description: "default from" }),
  baseline_to: to.openapi({ description: "default to" }),
});

const queryOf = (description: string) =>
  z.string("expected a query").min(1, "expected a query").openapi({ description });

const SequencesQuery = z.object({
  ...reconstructionParameters,
  first: queryOf("query of the event that comes first, such as tool:crm.contacts.export"),
  // oxlint-disable-next-line unicorn/no-thenable -- the name of the parameter; never a function
  then: queryOf("query of the event that follows, such as tool:mail.send"),
  within: durationSetting.default(600_000).openapi({
    type: "string",
    default: "10m",
    description: "longest time from the end of the first to the beginning of the other",
  }),
  by: z.enum(sequenceKeys).default("session"),
  limit: wholeNumber(1, 10_000, 1000).openapi({ description: "longest list of pairs" }),
});

/** Adds `/v1/compare` and `/v1/sequences`. */
export function addComparisonRoutes(app: QueryApp, context: RouteContext): void {
  const { admit } = context;

  app.openapi(
    readRoute({
      path: "/v1/compare",
      summary: "Shows what differs between two sets of events",
      admit,
      query: CompareQuery,
      answer: CompareAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const { baseline_q = request.q, baseline_from, baseline_to } = request;
      if (
        request.baseline_q === undefined &&
        baseline_from === undefined &&
        baseline_to === undefined
      )
        throw new AuditError(
          "query_invalid",
          "a comparison needs a baseline: give baseline_q, or baseline_from and baseline_to",
        );
      const selection = readQuestion(reader.principal, request);
      const baseline = readQuestion(reader.principal, {
        q: baseline_q,
        kind: request.kind,
        from: baseline_from ?? request.from,
        to: baseline_to ?? request.to,
      });
      note.query = `compare ${selection.normalized.text} with ${baseline.normalized.text}`;
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader);
      const compared = await readComparison(reader, { selection, baseline, asof }, budget);
      note.total = compared.selection.total + compared.baseline.total;
      const answer: CompareAnswer = {
        ...compared,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );

  app.openapi(
    readRoute({
      path: "/v1/sequences",
      summary: "Finds events that followed others, such as sending after reading",
      admit,
      query: SequencesQuery,
      answer: SequencesAnswer,
    }),
    async (c) => {
      const { reader, note } = c.var;
      const request = c.req.valid("query");
      const { by, within, limit, bound } = request;
      const range = rangeOf(request);
      const first = readQuestion(reader.principal, { q: request.first, ...range });
      const second = readQuestion(reader.principal, { q: request.then, ...range });
      note.query = `${first.normalized.text} then ${second.normalized.text}`;
      const asof = await positionsAsof(reader, request.asof);
      const budget = openBudget(reader, bound);
      const read = async (question: Question) =>
        await readSteps(reader, { ...question, asof }, by, nextPass(budget));
      const firsts = await read(first);
      const seconds = await read(second);
      const { pairs, total, keys } = findSequences(firsts.steps, seconds.steps, within, limit);
      Object.assign(note, { rows: pairs.length, total });
      const answer: SequencesAnswer = {
        pairs: pairs.map((pair) => ({
          key: pair.second.key,
          first: pair.first.shown,
          second: pair.second.shown,
          gap_ms: Math.round(pair.second.began - pair.first.ended),
        })),
        total,
        keys,
        without_key: firsts.withoutKey + seconds.withoutKey,
        first: first.normalized,
        second: second.normalized,
        ...completenessOf(budget),
        asof: encodeAsof(asof),
      };
      return c.json(answer, 200);
    },
  );
}

async function readSteps(
  reader: Reader,
  question: Question & { asof: Awaited<ReturnType<typeof positionsAsof>> },
  by: SequenceKey,
  budget: Budget,
): Promise<{ steps: Step[]; withoutKey: number }> {
  const { filter, kind, asof } = question;
  const steps: Step[] = [];
  let withoutKey = 0;
  const query = { filter, kind, ...rangeOf(question), asof };
  await scanWithin(reader, query, "newest", budget, (event) => {
    const step = stepOf(event, by);
    if (step === undefined) withoutKey++;
    else steps.push(step);
  });
  return { steps, withoutKey };
}
