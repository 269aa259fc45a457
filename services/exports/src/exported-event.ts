import type {
  Change,
  EventMark,
  Json,
  LogPosition,
  NormalizedEvent,
  StoredDocument,
} from "@toolmark/schemas/normalized-event";

type Downstream = NonNullable<NormalizedEvent["downstream"]>[number];

/** Which values of events an export may hold. */
export interface ShownValues {
  /** Parameters, results, states before and after, and the stated intent. */
  payload: boolean;
  /** Names, e-mail addresses and network addresses of people. */
  personal: boolean;
  /** Where events stand in the log. */
  positions?: boolean;
}

/** Members that can be hidden from an answer. */
export const maskedMembers = [
  "params",
  "result",
  "changes",
  "intent",
  "claims",
  "address",
] as const;
export type MaskedMember = (typeof maskedMembers)[number];

/** An event as the query API shows it to one reader; what is hidden is absent and named in `masked`. */
export type ExportedEvent = Omit<NormalizedEvent, "time" | "downstream" | "changes"> & {
  /** `recorded` is when the event was sealed, RFC 3339 in UTC. */
  time: NormalizedEvent["time"] & { recorded: string };
  /** Downstream operations with the state before and after, where the emitter gave it. */
  downstream?: (Downstream & Change)[];
  /** Only for those who may configure: positions count the events of all tenants. */
  log?: LogPosition;
  marks: EventMark[];
  /** Members whose values are stored but not shown here. */
  masked?: MaskedMember[];
  /** SHA-256 of the sealed payload, base64url. */
  seal: { sha256: string };
  /** On an attempt: the event that says how the call ended, where one is stored. */
  concluded_by?: string;
  /** On `call.unresolved`: the completion that came late after all. */
  resolved_by?: string;
  /** On `call.completed`: the `call.unresolved` that was stored before it came. */
  unresolved_before?: string;
};

type Members = Record<string, Json>;

/**
 * Opens a stored document as the API shows it to a reader. One copy of each object that loses a
 * member and none of the others: an export opens every event it holds. Pure.
 */
export function openExportedEvent(document: StoredDocument, shown: ShownValues): ExportedEvent {
  const { p, x, leaf } = document;
  const masked: MaskedMember[] = [];
  const event = copyWithout(p, "_sd", "_sd_alg");
  for (const name of ["params", "result"] as const) {
    const value = x[name];
    if (value === undefined) continue;
    const hides = !shown.payload && isMembers(value) && value["value"] !== undefined;
    event[name] = hides ? copyWithout(value, "value") : value;
    if (hides) masked.push(name);
  }
  if (x.error !== undefined) event["error"] = x.error;
  showStates(event, x.changes, shown, masked);
  const conversation = event["conversation"];
  if (!shown.payload && isMembers(conversation) && conversation["intent"] !== undefined) {
    event["conversation"] = copyWithout(conversation, "intent");
    masked.push("intent");
  }
  showPersonal(event, "actor", "claims", x.claims, shown, masked);
  showPersonal(event, "client", "address", x.address, shown, masked);
  event["time"] = {
    ...(p["time"] as Members),
    recorded: new Date(leaf.ts).toISOString(),
  };
  if (shown.positions === true)
    event["log"] = { partition: document.log.partition, offset: document.log.offset };
  event["marks"] = document.marks ?? [];
  event["seal"] = { sha256: leaf.sha256 };
  if (masked.length > 0) event["masked"] = masked;
  return event as unknown as ExportedEvent;
}

function showStates(
  event: Members,
  changes: Json | undefined,
  shown: ShownValues,
  masked: MaskedMember[],
): void {
  if (!Array.isArray(changes) || changes.every((change) => change === null)) return;
  if (!shown.payload) {
    masked.push("changes");
    return;
  }
  const { downstream } = event;
  if (!Array.isArray(downstream)) return;
  event["downstream"] = downstream.map((entry, index) => {
    const change = changes[index];
    return isMembers(entry) && isMembers(change) ? { ...entry, ...change } : entry;
  });
}

function showPersonal(
  event: Members,
  name: "actor" | "client",
  member: "claims" | "address",
  value: Json | undefined,
  shown: ShownValues,
  masked: MaskedMember[],
): void {
  const object = event[name];
  if (!isMembers(object)) return;
  const copy = copyWithout(object, "_sd", shown.personal ? "" : member);
  if (value === undefined) {
    if (!shown.personal && object[member] !== undefined) masked.push(member);
  } else if (shown.personal) copy[member] = value;
  else masked.push(member);
  event[name] = copy;
}

// `for in` over objects of one shape is several times as fast as rest and spread; what comes out of
// JSON.parse inherits nothing that could be enumerated.
function copyWithout(object: Members, left: string, alsoLeft?: string): Members {
  const copy: Members = {};
  for (const name in object) {
    if (name === left || name === alsoLeft) continue;
    const value = object[name];
    if (value === undefined) continue;
    if (name === "__proto__") Object.defineProperty(copy, name, { value, ...asMember });
    else copy[name] = value;
  }
  return copy;
}

const asMember = { enumerable: true, configurable: true, writable: true } as const;

function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
