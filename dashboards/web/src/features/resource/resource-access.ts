import type { ResourceAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";
import { fold } from "@toolmark/schemas/tokens";

/** One access as the API tells it. */
export type ApiAccess = ResourceAnswer["accesses"][number];

/** What an access counts as; see `ResourceSummary` of the API. */
export type AccessAction = "read" | "change" | "aim" | "denied";

/** How severe what was asked for is. */
export type AccessEffect = "read" | "write" | "destructive";

/** One access with what its event adds. */
export interface ResourceAccess extends ApiAccess {
  action: AccessAction;
  /** As the tool is classed; by the operation where the event does not say. */
  effect: AccessEffect;
  emitter?: string;
  session?: string;
  /** Came after its lease. */
  isLate: boolean;
  error?: string;
  /** Items in the result that the resource was in. */
  items?: number;
  enforced?: boolean;
  /** Other resources that the same event touched, at most 50. */
  others: readonly string[];
}

/** How it is known that a call has to do with a resource. */
export type AccessLink = "call" | "operation" | "result list" | "rule";

const linkTitles: Readonly<Record<AccessLink, string>> = {
  call: "the call named it; no operation on it is recorded",
  operation: "the server recorded an operation on it",
  "result list": "it was in the list that the call got",
  rule: "concluded from other facts by a rule",
};

/** How the link between a call and the resource was established, and that in more words. */
export function linkOf(access: ApiAccess): { link: AccessLink; title: string } {
  const link = kindOfLink(access);
  return { link, title: linkTitles[link] };
}

function kindOfLink({ operation, assurance }: ApiAccess): AccessLink {
  if (assurance === "inferred") return "rule";
  if (operation === "list") return "result list";
  return operation === null ? "call" : "operation";
}

/**
 * Joins accesses with their events; an access whose event is not given says only what it says itself.
 */
export function joinAccesses(
  uri: string,
  accesses: readonly ApiAccess[],
  events: ReadonlyMap<string, EventView>,
): ResourceAccess[] {
  return accesses.map((access) => {
    const event = events.get(access.event_id);
    const error = event?.error?.code ?? event?.error?.class;
    const items = event?.result?.item_count;
    const enforced = event?.policy?.enforced;
    return {
      ...access,
      action: actionOf(access),
      effect: effectOf(access, event),
      ...(event && { emitter: event.emitter.id }),
      ...(event?.session && { session: event.session.id }),
      others: othersOf(event, uri),
      isLate: event?.marks.includes("late") ?? false,
      ...(error !== undefined && { error }),
      ...(items !== undefined && { items }),
      ...(enforced !== undefined && { enforced }),
    };
  });
}

const MAX_OTHERS = 50;

function othersOf(event: EventView | undefined, uri: string): string[] {
  const own = fold(uri);
  const found = new Map<string, string>();
  for (const { uri: other } of event?.downstream ?? []) {
    if (other === undefined || found.size >= MAX_OTHERS) continue;
    const key = fold(other);
    if (key !== own) found.set(key, other);
  }
  return [...found.values()];
}

/** What an access counts as, by the rules of the API's own counts. */
export function actionOf({ operation, outcome }: ApiAccess): AccessAction {
  if (outcome === "denied" || outcome === "rejected") return "denied";
  if (operation === null) return "aim";
  return isRead(operation) ? "read" : "change";
}

function effectOf({ operation }: ApiAccess, event: EventView | undefined): AccessEffect {
  if (operation !== null && isRead(operation)) return "read";
  if (operation === "delete") return "destructive";
  return event?.effect?.class ?? (operation === null ? "read" : "write");
}

function isRead(operation: string): boolean {
  return operation === "read" || operation === "list";
}

/** Who accessed: a person or service and the agent it acted through, as one. */
export interface Party {
  actor: string | undefined;
  agent: string | undefined;
}

/** The party of an access. */
export function partyOf(access: ApiAccess): Party {
  return { actor: access.actor?.id, agent: access.agent };
}

/** A key under which the same party is the same. */
export function partyKey({ actor, agent }: Party): string {
  return JSON.stringify([actor, agent]);
}
