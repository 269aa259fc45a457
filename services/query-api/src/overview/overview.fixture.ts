import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { expect } from "vitest";

import type { SearchAnswer } from "../answers.ts";
import { anEntry, NOON, tokens } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { Attention, OverviewAnswer } from "./answers.ts";

/** A time of the story, seconds after noon. */
export const instant = (seconds: number) => new Date(NOON + seconds * 1000).toISOString();
/** Seconds. */
export const HOUR = 3600;
/** The hour of the story. */
const range = `from=${instant(0)}&to=${instant(HOUR)}`;

/** Asks for an overview, of the hour of the story unless another range is given. */
export async function askOverview(
  from: Story,
  query = range,
  token: string = tokens.reader,
): Promise<OverviewAnswer> {
  const { status, body } = await from.ask(`/v1/overview?${query}`, { token });
  expect({ query, status, body }).toMatchObject({ status: 200 });
  return body as OverviewAnswer;
}

/** Every number of an answer that says by which query it was counted. */
function countedIn(answer: OverviewAnswer) {
  const { metrics, writes_by_tool, denied_by_actor_and_tool, first_seen, attention } = answer;
  const { approvals: _byPolicyPage, ...counted } = metrics;
  return [
    ...Object.values(counted),
    ...Object.values(counted).flatMap(({ facts }) => facts),
    ...writes_by_tool,
    ...denied_by_actor_and_tool.items,
    ...first_seen.items,
    ...attention.items.filter(({ unit, kind }) => unit === "calls" || kind === "new_client"),
  ].flatMap(({ query, count }) => (query === undefined ? [] : [{ query, count }]));
}

/** Expects that every number of an answer is that of a search for its query. */
export async function expectSearchable(story: Story, answer: OverviewAnswer): Promise<void> {
  for (const { query, count } of countedIn(answer)) {
    const parameters = new URLSearchParams({ q: query, from: answer.from, to: answer.to });
    const { body } = await story.ask(`/v1/search?${parameters.toString()}&count=all`);
    expect({ query, total: (body as SearchAnswer).total }).toEqual({ query, total: count });
  }
}

/** What of a kind needs attention. */
export const find = (answer: OverviewAnswer, kind: Attention["kind"]) =>
  answer.attention.items.find((item) => item.kind === kind);

/** Parts of events. */
export const crm = { server: { name: "crm" } } as const;
export const bob = { actor: { type: "user", id: "bob", assurance: "verified" } } as const;
export const get = {
  tool: { name: "contacts.get" },
  effect: { class: "read", source: "declared" },
} satisfies Partial<NormalizedEvent>;
export const ran = { outcome: { status: "success", executed: true } } as const;

/** An hour before noon in which everything is as usual. */
export function usual(parts: Partial<EventParts> = {}, count = 30) {
  return Array.from({ length: count }, (_, index) =>
    anEntry({
      type: "call.completed",
      at: -HOUR + index * 60,
      call: `usual ${index} ${JSON.stringify(parts)}`,
      ...crm,
      ...bob,
      ...get,
      ...ran,
      client: { name: "desktop", assurance: "self_reported" },
      emitter: { id: "crm-1", epoch: "e", sequence: index },
      ...parts,
    }),
  );
}
