import { afterAll, beforeAll, expect, test } from "vitest";

import { at, openStoryWorld, storyForms } from "./story-world.ts";
import type { StoryWorld } from "./story-world.ts";

let world: StoryWorld;
beforeAll(async () => {
  world = await openStoryWorld();
}, 240_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** An answer without what says when and where an event arrived, which is each form's own. */
function withoutArrival(text: string): string {
  return text.replaceAll(
    /"(asof|cursor|recorded|request_id)":"[^"]*"|"(log|seal)":\{[^}]*\}|"(min|max)_ms":-?\d+/g,
    "…",
  );
}

function questions(): string[] {
  const { from, to, now, leaked, record, poisoned, sequence, session, state, changedTool } =
    world.answers;
  const range = `from=${at(from)}&to=${at(to)}`;
  return [
    `/v1/search?limit=200&q=-emitter:toolmark&${range}`,
    `/v1/search?limit=200&order=oldest&kind=all&q=server:(crm OR mail) -tool:*.get&${range}`,
    `/v1/search?limit=200&q=outcome:(denied,rejected) OR type:auth.*`,
    `/v1/search?limit=200&q=duration:>150ms effect:write actor:u-1*`,
    `/v1/facets?q=-emitter:toolmark&${range}`,
    `/v1/histogram?interval=1s&by=outcome&q=-emitter:toolmark&${range}`,
    `/v1/resources?reads=true&limit=200&uri=${record.uri}`,
    `/v1/resources/state?uri=${state.uri}&at=${at(state.at)}`,
    `/v1/sessions/${session.id}?limit=500`,
    `/v1/sessions/${session.id}/tree`,
    `/v1/credentials/${leaked.tokenSha256}`,
    `/v1/actors/alice?${range}`,
    `/v1/clients/claude-desktop?${range}`,
    `/v1/servers/crm?${range}`,
    `/v1/blast-radius?server=${poisoned.server}&${range}`,
    `/v1/sequences?first=tool:${sequence.readTool}&then=tool:${sequence.sendTool}`,
    `/v1/sequences?by=actor&first=tool:crm.contacts.get&then=tool:mail.send&${range}`,
    `/v1/compare?q=-emitter:toolmark&${range}&baseline_q=server:crm`,
    `/v1/catalogue?tool=${changedTool.tool}`,
    `/v1/approvals?limit=500&${range}`,
    `/v1/policy-decisions?limit=500&${range}`,
    `/v1/gaps?silence=15m&from=${at(now - 4 * 3_600_000)}&to=${at(now - 1000)}`,
  ];
}

test("both forms answer every question word for word the same: ids, order, counts, sums and reasons", async () => {
  for (const path of questions()) {
    const answers: string[] = [];
    for (const form of storyForms) {
      const { status, text } = await world.ask(form, path, { as: "responder" });
      expect(status, `${path}: ${text.slice(0, 300)}`).toBe(200);
      answers.push(withoutArrival(text));
    }
    const [first, ...others] = answers;
    for (const other of others) expect(other, path).toBe(first);
  }
});
