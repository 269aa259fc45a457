import { defineCommand } from "../command.ts";
import { usageFailure } from "../exit-status.ts";
import { showAnswer } from "../show-answer.ts";

/** `toolmark ask`. */
export const ask = defineCommand({
  name: "ask",
  summary: "Ask any route of the API that reads, and show its answer",
  usage: "PATH [NAME=VALUE…]",
  argument: "value",
  arity: [1, Infinity],
  details: ["The server's /openapi.json lists every route and parameter."],
  options: {},
  asks: true,
  examples: [
    ["toolmark ask /v1/histogram interval=1h q='outcome:denied'", "denials per hour"],
    ["toolmark ask /v1/blast-radius server=crm from=2026-08-01T00:00:00Z", "what it could reach"],
  ],
  async run(context, { arguments: [path = "", ...pairs] }) {
    if (!/^\/(?!\/)/.test(path)) throw usageFailure(`a path begins with /, such as /v1/gaps`);
    const parameters: Record<string, string[]> = {};
    for (const pair of pairs) {
      const [, name, value] = /^([\w.-]+)=([^]*)$/.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw usageFailure(`${JSON.stringify(pair)} is not NAME=VALUE`);
      (parameters[name] ??= []).push(value);
    }
    const { api } = await context.connect();
    return await showAnswer(context, await api.get<unknown>(path, parameters));
  },
});
