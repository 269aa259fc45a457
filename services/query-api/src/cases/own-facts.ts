import { OWN_EMITTER } from "@toolmark/event-log/own-record";
import type { EventStore, PositionVector } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import type { Principal } from "@toolmark/runtime/tokens";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { EventType } from "@toolmark/schemas/event-types";
import type { Filter } from "@toolmark/schemas/filter";
import type { Json, LogPosition, NormalizedEvent } from "@toolmark/schemas/normalized-event";

import { createReader } from "../access/reader.ts";
import type { Reader } from "../access/reader.ts";
import { untilVisible } from "../access/until-visible.ts";

type AuditObject = NonNullable<NonNullable<AuditEvent["audit"]>["object"]>;

/** Who did something, by the name that lasts. */
export interface Author {
  id: string;
  issuer?: string;
  /** Tells authors apart: two issuers may give the same name, and names may change. */
  key: string;
}

/** What somebody did to a case or view. */
export interface ObjectFact {
  event_id: string;
  type: EventType;
  time: string;
  author: Author;
  object: AuditObject;
  /** Absent for a fact that was published and did not come back from the store yet. */
  position?: LogPosition;
}

/** Reads the facts that cases and views consist of. */
export interface ObjectFacts {
  /**
   * Facts of these types about one object, or about all of a kind, in the order of the log. Above the
   * bound the oldest are left out and `complete` is false. `keep` cuts each down to what is needed.
   */
  read(
    kind: "case" | "view",
    options: { types: readonly EventType[]; id?: string; keep?: (fact: ObjectFact) => ObjectFact },
  ): Promise<{ facts: ObjectFact[]; complete: boolean }>;
  /** Waits until facts that were just published are read. */
  untilRead(events: readonly AuditEvent[]): Promise<void>;
}

/** Opens the facts for the tenant and principal of a reader. */
export type OpenObjectFacts = (reader: Reader) => ObjectFacts;

/** Most events that are read at once. */
const MAX_FACTS = 10_000;

const PAGE = 200;

/**
 * Creates readers of facts. They belong to no server, so a reader that is narrowed to some servers
 * would never see its own cases and views; beside these facts nothing can be read this way. Only facts
 * that this system wrote count: what another emitter sends in the same form is an event like any.
 */
export function createObjectFacts(context: {
  store: EventStore;
  settled: () => Promise<PositionVector>;
}): OpenObjectFacts {
  return ({ principal: { servers: _servers, ...principal }, tenant }) => {
    const visibility = { payload: false, personal: false };
    const reader = createReader({ ...context, principal, tenant, visibility });
    return {
      async read(kind, { id, types, keep = (fact) => fact }) {
        const isType: Filter = {
          op: "any",
          of: types.map((value): Filter => ({ op: "is", field: "type", value })),
        };
        const isObject: Filter[] =
          id === undefined ? [] : [{ op: "is", field: "object", value: `${kind}:${id}` }];
        const filter: Filter = { op: "all", of: [...isObject, isType] };
        const asof = await reader.positions();
        const facts: ObjectFact[] = [];
        let after: { time: number; id: string } | undefined;
        let read = 0;
        do {
          const page = await reader.search(
            { filter, kind: "all", asof },
            { limit: PAGE, order: "newest", ...(after && { after }) },
          );
          for (const document of page.documents) {
            const event = openDocument(document);
            const fact = isOwn(event) ? objectFact(event) : undefined;
            const isWanted =
              fact?.object.kind === kind && (id ?? fact.object.id) === fact.object.id;
            if (fact !== undefined && isWanted)
              facts.push({ ...keep(fact), position: document.log });
          }
          read += page.documents.length;
          after = page.next;
        } while (after !== undefined && read < MAX_FACTS);
        return { facts: facts.toSorted(comparePosition), complete: after === undefined };
      },
      async untilRead(events) {
        await Promise.all(events.map(({ event }) => untilVisible(reader, event.id)));
      },
    };
  };
}

/** The fact that an event about a case or view states; undefined for other events. */
export function objectFact(event: NormalizedEvent | AuditEvent): ObjectFact | undefined {
  const { audit, actor } = event;
  if (audit?.object === undefined || actor?.id === undefined) return undefined;
  const lasting = actor.credential?.type === "oidc" ? actor.credential.id : undefined;
  return {
    event_id: event.event.id,
    type: event.event.type,
    time: event.time.occurred,
    author: {
      id: actor.id,
      ...(actor.issuer !== undefined && { issuer: actor.issuer }),
      key: authorKey(actor.issuer, lasting ?? actor.id),
    },
    object: audit.object,
  };
}

/** What a fact carries beside its text, as JSON; members that are undefined are left out. */
export function definitionOf(value: object): Record<string, Json> {
  return JSON.parse(JSON.stringify(value));
}

/** The key of a principal as the author of facts. */
export function keyOf({ issuer, subject, name }: Principal): string {
  return authorKey(issuer, subject ?? name);
}

function authorKey(issuer: string | undefined, name: string): string {
  return issuer === undefined ? name : `${issuer} ${name}`;
}

// What comes without an authenticated sender may be ours, in a log that carries no stamps.
function isOwn({ emitter, provenance, vantage }: NormalizedEvent): boolean {
  return (
    vantage === "toolmark" &&
    emitter.id === OWN_EMITTER &&
    (provenance.emitter ?? OWN_EMITTER) === OWN_EMITTER
  );
}

function comparePosition(left: ObjectFact, right: ObjectFact): number {
  const [a, b] = [left.position, right.position];
  if (a === undefined || b === undefined) return 0;
  return a.partition - b.partition || a.offset - b.offset;
}
