import type { StoreEntry } from "@toolmark/event-store/event-store";
import type { Change } from "@toolmark/schemas/normalized-event";

import { anEntry, openStory, tokens } from "../story.fixture.ts";
import type { EventParts, Story } from "../story.fixture.ts";
import type { StateAnswer } from "./answers.ts";

type Operation = NonNullable<EventParts["downstream"]>[number]["operation"];

/** What a test says about one event of a record. */
export interface Parts extends Partial<EventParts> {
  does?: Operation;
  states?: Change;
  named?: string[];
  status?: string;
  /** The call aims at the record. */
  aims?: boolean;
}

/** An event of the story of one record; every record has emitters and calls of its own. */
export type Step = (record: number) => StoreEntry;

const uriOf = (record: number) => `crm://contact/${record}`;

const write = { class: "write", source: "declared" } as const;

/** A call that succeeded unless it says otherwise, at its place in the story in seconds. */
export function step(
  at: number,
  { does, states, named, status, aims, call, ...parts }: Parts,
): Step {
  return (record) =>
    anEntry({
      type: "call.completed",
      at,
      emitter: { id: `crm-${record}` },
      call: `${record} ${call ?? at}`,
      effect: write,
      outcome: { status: "success", executed: true },
      ...(aims === true && { resource: { uri: uriOf(record) } }),
      ...(does && {
        downstream: [
          {
            system: "crm",
            resource: `contact/${record}`,
            uri: `CRM://contact/${record}`,
            operation: does,
            ...(named && { changed_fields: named }),
            ...(status !== undefined && { status }),
          },
        ],
        ...(states && { changes: [states] }),
      }),
      ...parts,
    });
}

/** A time of the story. */
export const seconds = (at: number) => new Date(Date.UTC(2026, 4, 6, 12) + at * 1000).toISOString();

/** A store of records that each have a story of their own. */
export interface Records extends AsyncDisposable {
  story: Story;
  /** Puts a record with a story into the store; resolves to its URI. */
  tell(steps: readonly Step[]): Promise<string>;
  /** Asks for the state of a record, with a reason unless `masked`. */
  ask(
    uri: string,
    options?: { at?: number; masked?: boolean; token?: string },
  ): Promise<StateAnswer>;
  /** The state of a new record. */
  stateOf(steps: readonly Step[], options?: Parameters<Records["ask"]>[1]): Promise<StateAnswer>;
}

/** Opens a store without records. */
export async function openRecords(): Promise<Records> {
  const story = await openStory({ entries: [] });
  let records = 0;
  const tell: Records["tell"] = async (steps) => {
    const record = ++records;
    await story.store.append(steps.map((make) => make(record)));
    return uriOf(record);
  };
  const ask: Records["ask"] = async (uri, options = {}) => {
    const { at = 1000, masked = false, token = tokens.reader } = options;
    const path = `/v1/resources/state?uri=${uri}&at=${seconds(at)}`;
    const { status, body } = await story.ask(path, {
      token,
      ...(!masked && { reveal: "ticket 4711" }),
    });
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
    return body as StateAnswer;
  };
  return {
    story,
    tell,
    ask,
    stateOf: async (steps, options) => await ask(await tell(steps), options),
    [Symbol.asyncDispose]: async () => await story[Symbol.asyncDispose](),
  };
}

/** Members by name: label, value, second of the story, and where in the event it stood. */
export const known = (answer: StateAnswer) =>
  Object.fromEntries(
    answer.fields.map(({ field, label, value, time, source }) => [
      field,
      [label, value, (Date.parse(time) - Date.parse(seconds(0))) / 1000, source],
    ]),
  );

/** How a record with a phone and an owner begins. */
export const begin = step(10, {
  does: "create",
  states: { after: { phone: "1", owner: "carol" } },
});

/** A change of its phone from 1 to 2. */
export const raise = (at: number, parts: Parts) =>
  step(at, { does: "update", states: { before: { phone: "1" }, after: { phone: "2" } }, ...parts });
