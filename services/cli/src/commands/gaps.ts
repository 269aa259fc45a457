import type { GapsAnswer } from "@toolmark/query-api/gaps/answers";

import { defineCommand } from "../command.ts";
import { renderGaps } from "../output/render-gaps.ts";
import { rangeOptions, readRange } from "../read-query.ts";
import { showAnswer } from "../show-answer.ts";

/** `toolmark gaps`. */
export const gaps = defineCommand({
  name: "gaps",
  summary: "Show what is missing: gaps in sequences, silence, restarts, clocks, quarantine",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: rangeOptions,
  asks: true,
  examples: [["toolmark gaps --from 1d", "is yesterday complete?"]],
  async run(context, { options }) {
    const range = readRange(options);
    const { api } = await context.connect();
    const { columns: width, paint } = context.terminal.out;
    const answer = await api.get<GapsAnswer>("/v1/gaps", range);
    return await showAnswer(context, answer, renderGaps(answer, { width, paint }));
  },
});
