import { openExportedEvent } from "@toolmark/exports/exported-event";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { viewDocument } from "../event-view.ts";
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
])("an exported event is what the API shows a reader of %o", (shown) => {
  for (const document of documents) {
    const { downstream, ...view } = viewDocument(document, shown);
    const { downstream: exported, ...event } = openExportedEvent(document, shown);
    expect(sorted(event)).toBe(sorted(view));
    expect(sorted(exported)).toBe(sorted(downstream));
  }
});

// As text, so that a member of the name __proto__ counts.
function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === "object" && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
