import { EVENT_SCHEMA } from "@toolmark/schemas/event";
import type { AuditEvent } from "@toolmark/schemas/event";
import type { EventType } from "@toolmark/schemas/event-types";
import { callEventId, derivedEventId } from "@toolmark/schemas/ids";

import { descriptorOf, digestOf } from "./cast.ts";
import type { StoryActor, StoryClient, StoryTool } from "./cast.ts";

type Outcome = NonNullable<AuditEvent["outcome"]>["status"];

/** A call as a scene tells it; what is left out follows from the tool. */
export interface CallSpec {
  /** When it was asked for, in seconds before the end of the story. */
  before: number;
  /** Milliseconds until its end; default 40. */
  duration?: number;
  actor: StoryActor;
  client: StoryClient;
  tool: StoryTool;
  /** How it ended; default `success`; `none`: it has no recorded end. */
  outcome?: Outcome | "none";
  params?: unknown;
  result?: AuditEvent["result"];
  downstream?: AuditEvent["downstream"];
  /** What the call aimed at, where it did not get as far as touching it. */
  resource?: string;
  policy?: AuditEvent["policy"];
  approval?: (hmac: string) => AuditEvent["approval"];
  error?: AuditEvent["error"];
  session?: string;
  /** Calls of the same name are retries or rounds of one action. */
  operation?: string;
  /** Operation that led to this one. */
  parent?: string;
  trace?: string;
  intent?: string;
  vantage?: AuditEvent["vantage"];
  emitter?: string;
  descriptor?: { version: number; changed?: boolean };
  /** Its records were written and never arrive. */
  isLost?: boolean;
}

/** A fact as a scene tells it. */
export interface FactSpec extends Partial<Omit<AuditEvent, "event" | "time" | "emitter">> {
  before: number;
  type: EventType;
  emitter: string;
}

/** An event of the story; one that is lost has a number and does not arrive. */
export interface Written {
  event: AuditEvent;
  at: number;
  isLost: boolean;
}

/** Where scenes write what happened. */
export interface StoryWriter {
  readonly written: readonly Written[];
  readonly call: (spec: CallSpec) => void;
  readonly fact: (spec: FactSpec) => void;
  /** The time that is so many seconds before the end, RFC 3339. */
  readonly time: (before: number) => string;
  /** From then on, the emitter's events are of a new epoch and count from zero. */
  readonly restart: (emitter: string, before: number) => void;
  /** Numbers each emitter's events in the order of their time, once all is written. */
  readonly number: () => void;
}

// Ids are the same whenever the story is told; the time in them only orders them.
const ID_EPOCH = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;
const VERSION = "1.4.0";

/** The id of the story's nth event or call that is `before` seconds from its end. */
function storyId(before: number, name: string): string {
  return derivedEventId(ID_EPOCH + DAY_MS - Math.round(before * 1000), `toolmark demo ${name}`);
}

const notRun: ReadonlySet<string> = new Set(["denied", "rejected", "input_required"]);

/** The id of an operation by its name. */
export function operationId(name: string): string {
  return `demo-op-${digestOf(name).slice(0, 12)}`;
}

/** Creates an empty story that ends at `now`, milliseconds since the epoch. */
export function createStoryWriter(now: number): StoryWriter {
  const written: Written[] = [];
  const restarts = new Map<string, number[]>();
  const atOf = (before: number) => now - Math.round(before * 1000);
  const time = (before: number) => new Date(atOf(before)).toISOString();
  const add = (event: AuditEvent, at: number, isLost = false) =>
    written.push({ event, at, isLost });

  return {
    written,
    time,
    call(spec) {
      const { before, duration = 40, outcome = "success", isLost = false } = spec;
      const id = storyId(before, `call ${written.length}`);
      const context = { ...contextOf(spec), call: { id } };
      const operation = {
        id: spec.operation === undefined ? id : operationId(spec.operation),
        ...(spec.parent !== undefined && { parent_id: operationId(spec.parent) }),
      };
      const at = atOf(before);
      add(
        {
          ...context,
          operation,
          event: { id: callEventId(id, "attempted"), type: "call.attempted" },
          time: { occurred: new Date(at).toISOString(), source: "imported" },
        },
        at,
        isLost,
      );
      if (outcome === "none") return;
      add(
        {
          ...context,
          operation,
          ...endOf(spec, outcome),
          event: { id: callEventId(id, "completed"), type: "call.completed" },
          time: {
            occurred: new Date(at + duration).toISOString(),
            source: "imported",
            duration_ms: duration,
          },
        },
        at + duration,
        isLost,
      );
    },
    fact({ before, type, emitter, ...members }) {
      add(
        {
          schema: EVENT_SCHEMA,
          vantage: "server",
          environment: "demo",
          ...members,
          event: { id: storyId(before, `fact ${written.length}`), type },
          time: { occurred: time(before), source: "imported" },
          emitter: { id: emitter, version: VERSION },
        },
        atOf(before),
      );
    },
    restart(emitter, before) {
      restarts.set(emitter, [...(restarts.get(emitter) ?? []), atOf(before)]);
    },
    number() {
      const next = new Map<string, number>();
      for (const { event, at } of written.toSorted(byTime)) {
        const { id } = event.emitter;
        const runs = (restarts.get(id) ?? []).filter((since) => since <= at).length;
        const epoch = `demo-${runs + 1}`;
        const key = `${id}/${epoch}`;
        const sequence = next.get(key) ?? 0;
        next.set(key, sequence + 1);
        event.emitter = { ...event.emitter, epoch, sequence };
      }
    },
  };
}

// What both records of a call say.
function contextOf(spec: CallSpec): Omit<AuditEvent, "event" | "time"> {
  const { tool, session, trace, resource, policy, intent, descriptor } = spec;
  const params = spec.params === undefined ? undefined : paramsOf(spec.params);
  const approval = spec.approval?.(params?.hmac ?? "");
  return {
    schema: EVENT_SCHEMA,
    vantage: spec.vantage ?? "server",
    emitter: { id: spec.emitter ?? tool.emitter, version: VERSION },
    environment: "demo",
    actor: spec.actor,
    client: spec.client,
    transport: { type: "streamable_http", protocol_version: "2026-07-28", era: "modern" },
    ...(session !== undefined && { session: { id: session } }),
    ...(intent !== undefined && { conversation: { id: `conv-${session ?? "demo"}`, intent } }),
    ...(trace !== undefined && { trace: { id: traceOf(trace) } }),
    server: { name: tool.server, version: "2.3.0" },
    method: "tools/call",
    tool: {
      name: tool.name,
      annotations: tool.annotations,
      descriptor: {
        sha256: descriptorOf(tool.name, descriptor?.version),
        ...(descriptor?.changed === true && { changed: true }),
      },
    },
    ...(resource !== undefined && { resource: { uri: resource } }),
    ...(params && { params }),
    ...(policy && { policy }),
    ...(approval && { approval }),
  };
}

function endOf({ downstream, error, result }: CallSpec, outcome: Outcome): Partial<AuditEvent> {
  return {
    ...(downstream && { downstream }),
    outcome: { status: outcome, executed: !notRun.has(outcome) },
    ...(error && { error }),
    ...(result && { result }),
  };
}

/** Parameters with the keyed digest that an approval is bound to. */
function paramsOf(value: unknown): NonNullable<AuditEvent["params"]> {
  const text = JSON.stringify(value);
  return {
    value: value as NonNullable<AuditEvent["params"]>["value"],
    bytes: Buffer.byteLength(text),
    sha256: digestOf(text),
    hmac: digestOf(`demo keyed ${text}`),
  };
}

function traceOf(name: string): string {
  return Buffer.from(digestOf(`trace ${name}`), "base64url")
    .toString("hex")
    .slice(0, 32);
}

/** Orders events as a timeline does: by time, then by id. */
export function byTime(left: Written, right: Written): number {
  const [one, other] = [left.event.event.id, right.event.event.id];
  return left.at - right.at || (one < other ? -1 : Number(one > other));
}
