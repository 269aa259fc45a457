import { clients, nightlySync, people, tools } from "../cast.ts";
import type { StoryActor, StoryClient } from "../cast.ts";
import type { CallSpec, StoryWriter } from "../story-writer.ts";
import { allowed } from "./contact-scene.ts";

/** Who does ordinary work, through which client. */
export const workers: readonly { actor: StoryActor; client: StoryClient; session: string }[] = [
  { actor: people.alice, client: clients.desktop, session: "demo-sales-2" },
  { actor: people.carol, client: clients.console, session: "demo-desk-3" },
  { actor: people.erin, client: clients.editor, session: "demo-finance-2" },
  { actor: people.frank, client: clients.desktop, session: "demo-reports-2" },
  { actor: nightlySync, client: clients.batch, session: "demo-sync" },
];

type Work = Omit<CallSpec, "before" | "actor" | "client" | "session">;

/** Ordinary work, so that what stands out stands out from something. */
export function tellEveryday({ call }: StoryWriter): void {
  const random = createRandom(20_261);
  for (let before = 534; before > 12; before -= 2.2 + random() * 2.4) {
    const worker = workers[Math.floor(random() * workers.length)];
    const work = someWork(random);
    if (worker !== undefined) call({ ...worker, ...work, before });
  }
}

/** A piece of ordinary work; `random` gives numbers from 0 to 1. */
export function someWork(random: () => number): Work {
  const id = 100 + Math.floor(random() * 80);
  const duration = Math.round(8 + random() ** 4 * 1400);
  const kind = random();
  if (kind < 0.42)
    return {
      tool: tools.readContact,
      duration,
      params: { id },
      result: { item_count: 1, bytes: 380 },
      downstream: [{ system: "crm", resource: `contact/${id}`, operation: "read" }],
    };
  if (kind < 0.58)
    return {
      tool: tools.findContacts,
      duration,
      params: { query: `company ${id % 7}` },
      result: { item_count: id % 13, bytes: 300 * (id % 13) },
      downstream: [{ system: "crm", resource: "contacts", operation: "list" }],
    };
  if (kind < 0.74)
    return {
      tool: tools.readInvoice,
      duration,
      params: { id: 9000 + id },
      result: { item_count: 1, bytes: 640 },
      downstream: [{ system: "billing", resource: `invoice/${9000 + id}`, operation: "read" }],
    };
  if (kind < 0.86)
    return {
      tool: tools.updateContact,
      duration,
      params: { id, set: { stage: "customer" } },
      policy: allowed("crm-write", "owner-or-team"),
      downstream: [
        {
          system: "crm",
          resource: `contact/${id}`,
          operation: "update",
          before: { stage: "trial" },
          after: { stage: "customer" },
          changed_fields: ["stage"],
        },
      ],
    };
  if (kind < 0.93)
    return {
      tool: tools.readFile,
      duration,
      params: { path: `notes/${id}.md` },
      result: { bytes: 2100 },
      downstream: [{ system: "files", resource: `notes/${id}.md`, operation: "read" }],
    };
  return {
    tool: tools.readPerson,
    duration,
    params: { id },
    outcome: "tool_error",
    error: { kind: "downstream", code: "503", message: "the directory does not answer" },
  };
}

/** Numbers from 0 to 1, always the same of one seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
