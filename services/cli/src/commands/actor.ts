import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";

import { defineCommand } from "../command.ts";
import { renderProfile } from "../output/render-profile.ts";
import { rangeOptions, readRange, wholeNumber } from "../read-query.ts";
import { showAnswer } from "../show-answer.ts";

const kinds = { actor: "actors", client: "clients", credential: "credentials", server: "servers" };

/** `toolmark actor`. */
export const actor = defineCommand({
  name: "actor",
  summary: "Show what a person, agent, client, credential or server did and touched",
  usage: "ID",
  argument: "value",
  arity: [1, 1],
  options: {
    ...rangeOptions,
    as: {
      type: "string",
      argument: "KIND",
      choices: Object.keys(kinds),
      description: "what the id is of; default actor",
    },
    top: { type: "string", short: "n", argument: "N", description: "longest list; default 10" },
  },
  asks: true,
  examples: [
    ["toolmark actor alice@example.com --from 30d", "a person"],
    ["toolmark actor sha256:9f2c --as credential", "everything that a leaked token touched"],
    ["toolmark actor crm --as server --from 1d", "what was done through a server"],
  ],
  async run(context, { arguments: [id = ""], options }) {
    const kind = (options.as ?? "actor") as keyof typeof kinds;
    const top = wholeNumber("top", options.top, { min: 1, max: 1000, byDefault: 10 });
    const range = readRange(options);
    const { api } = await context.connect();
    const path = `/v1/${kinds[kind]}/${encodeURIComponent(id)}`;
    const { columns: width, paint } = context.terminal.out;
    const answer = await api.get<ProfileAnswer>(path, { ...range, top });
    return await showAnswer(context, answer, renderProfile(answer, { width, paint }));
  },
});
