import { EVENT_SCHEMA } from "@toolmark/schemas/event";

import { clients, emitters, people, tools } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";

const LEASE_S = 600;

/** What never arrived, came late, or has no recorded end. */
export function tellMissing({ call, fact, restart }: StoryWriter): void {
  const finance = {
    actor: people.erin,
    client: clients.editor,
    session: "demo-finance-1",
  } as const;
  // Lost by an emitter that says so: its spool was full.
  for (let index = 0; index < 3; index++)
    call({
      ...finance,
      before: 326 - index * 0.4,
      tool: tools.readInvoice,
      params: { id: 9100 + index },
      isLost: true,
    });
  // Lost without a word, between two events of the same emitter.
  call({
    actor: people.carol,
    client: clients.console,
    session: "demo-desk-1",
    before: 398,
    tool: tools.readContact,
    params: { id: 9 },
    isLost: true,
  });
  // The server was killed while it ran: an attempt and nothing more.
  call({
    actor: people.carol,
    client: clients.console,
    session: "demo-desk-1",
    before: 392,
    tool: tools.mergeContacts,
    params: { from: 43, into: 13 },
    outcome: "none",
    resource: "crm://contact/43",
  });
  // It took longer than a call may take, so its end came when it was unresolved already.
  call({
    before: LEASE_S + 70,
    duration: (LEASE_S + 52) * 1000,
    actor: people.frank,
    client: clients.desktop,
    session: "demo-reports-1",
    tool: tools.readFile,
    params: { path: "archive/2019.tar" },
    result: { bytes: 90_000_000, truncated: true },
    downstream: [{ system: "files", resource: "archive/2019.tar", operation: "read" }],
  });
  for (const [emitter, before] of [
    [emitters.files, 205],
    [emitters.hr, 260],
  ] as const) {
    restart(emitter, before);
    fact({ before: before + 1, type: "emitter.stopped", emitter });
    fact({ before, type: "emitter.started", emitter });
  }
}

/** Tells how many events of its first numbers an emitter has lost; after the story is numbered. */
export function tellGap({ written, fact }: StoryWriter, emitter: string): void {
  const lost = written.flatMap(({ event, isLost }) =>
    isLost && event.emitter.id === emitter && event.emitter.sequence !== undefined
      ? [event.emitter.sequence]
      : [],
  );
  fact({
    before: 310,
    type: "emitter.gap",
    emitter,
    gap: {
      epoch: "demo-1",
      from_sequence: Math.min(...lost),
      to_sequence: Math.max(...lost),
      reason: "the spool was full",
    },
  });
}

/** Each emitter says every minute that it lives, and at the end that it stops: all but the mail's. */
export function tellHeartbeats({ fact }: StoryWriter): void {
  for (const emitter of Object.values(emitters)) {
    fact({ before: 538, type: "emitter.started", emitter });
    // Its host went away; nothing says so but the silence that begins.
    const until = emitter === emitters.mail ? 70 : 10;
    for (let before = 480; before > until; before -= 60)
      fact({ before: before + 0.5, type: "emitter.heartbeat", emitter });
    if (emitter !== emitters.mail) fact({ before: 1, type: "emitter.stopped", emitter });
  }
}

/** Lines that cannot be believed; they go to quarantine. The same bytes are the same entry. */
export const brokenLines: readonly string[] = [
  `{"schema":"${EVENT_SCHEMA}","event":{"id":"demo","type":"call.compl`,
  brokenHeartbeat({ schema: "toolmark.event/99" }),
  brokenHeartbeat({ time: { occurred: "2099-01-01T00:00:00.000Z" } }),
  brokenHeartbeat({ actor: { type: "robot" } }),
];

function brokenHeartbeat(members: object): string {
  return JSON.stringify({
    schema: EVENT_SCHEMA,
    event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f", type: "emitter.heartbeat" },
    time: { occurred: "2026-01-01T00:00:00.000Z" },
    vantage: "server",
    emitter: { id: "demo-legacy-importer" },
    ...members,
  });
}
