import { openExportedEvent } from "@toolmark/exports/exported-event";
import { openDocument } from "@toolmark/integrity/open-document";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { anEntry, storyEntries } from "../story.fixture.ts";

const documents: StoredDocument[] = [
  ...storyEntries(),
  anEntry({
    type: "call.completed",
    at: 1,
    call: "all",
    marks: ["late"],
    actor: { type: "user", id: "a", claims: { name: "A" }, assurance: "verified" },
    client: { name: "c", address: { ip: "10.0.0.1" }, assurance: "none" },
    conversation: { id: "c", intent: "to see" },
    params: { value: JSON.parse('{"__proto__": {"admin": true}, "a": [null]}'), bytes: 3 },
    result: { value: null, truncated: true },
    error: { kind: "tool", message: "no" },
    downstream: [{ system: "s", operation: "update" }],
    changes: [{ before: 1, after: null }],
    attr: JSON.parse('{"__proto__": 1}'),
  }),
  anEntry({
    type: "call.completed",
    at: 2,
    call: "empty",
    params: {},
    result: {},
    changes: [null],
  }),
].map(({ document }, offset): StoredDocument => {
  const stored: StoredDocument = JSON.parse(
    JSON.stringify({ ...document, log: { partition: 0, offset } }),
  );
  return stored;
});

test.each([
  { payload: false, personal: false },
  { payload: false, personal: true },
  { payload: true, personal: false },
  { payload: true, personal: true },
])(
  "an event is shown as it was normalized, without what is hidden from a reader of %o",
  (shown) => {
    for (const document of documents)
      expect(sorted(openExportedEvent(document, shown))).toBe(sorted(modelOf(document, shown)));
  },
);

/** What an event shows, written plainly: the normalized event without what is hidden. */
function modelOf(document: StoredDocument, shown: { payload: boolean; personal: boolean }) {
  const { time, downstream, changes, ...event } = openDocument(document);
  const masked: string[] = [];
  for (const name of ["params", "result"] as const) {
    if (shown.payload || event[name]?.value === undefined) continue;
    const { value: _value, ...rest } = event[name];
    event[name] = rest;
    masked.push(name);
  }
  const hasStates = changes?.some((change) => change !== null) === true;
  if (!shown.payload && hasStates) masked.push("changes");
  if (!shown.payload && event.conversation?.intent !== undefined) {
    const { intent: _intent, ...rest } = event.conversation;
    event.conversation = rest;
    masked.push("intent");
  }
  if (!shown.personal && event.actor?.claims !== undefined) {
    const { claims: _claims, ...rest } = event.actor;
    event.actor = rest;
    masked.push("claims");
  }
  if (!shown.personal && event.client?.address !== undefined) {
    const { address: _address, ...rest } = event.client;
    event.client = rest;
    masked.push("address");
  }
  return {
    ...event,
    time: { ...time, recorded: new Date(document.leaf.ts).toISOString() },
    downstream: downstream?.map((entry, at) => ({ ...entry, ...(shown.payload && changes?.[at]) })),
    marks: document.marks ?? [],
    seal: { sha256: document.leaf.sha256 },
    ...(masked.length > 0 && { masked }),
  };
}

// As text, so that a member of the name __proto__ counts.
function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
