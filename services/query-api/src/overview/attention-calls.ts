import type { PositionVector } from "@toolmark/event-store/event-store";
import { everything } from "@toolmark/schemas/filter";

import type { Reader } from "../access/reader.ts";
import type { Attention, DeniedPair, FirstSeen } from "./answers.ts";
import { asks, condition, joinCases } from "./condition.ts";
import type { Periods } from "./periods.ts";
import { readOne } from "./read-newest.ts";
import { amount, names, nothing, quoted, say } from "./sentence.ts";
import type { Sentence } from "./sentence.ts";

/** From how many denials on a pair of actor and tool needs a look, and from how many urgently. */
const BURST = 5;
const LARGE_BURST = 20;
/** From how many events on a client that was never seen before needs a look, and urgently. */
const BUSY_CLIENT = 50;
const VERY_BUSY_CLIENT = 500;

/** Denials of one actor at one tool that repeat. Pure. */
export function deniedBursts(pairs: readonly DeniedPair[]): Attention[] {
  return pairs
    .filter(({ count }) => count >= BURST)
    .map((pair) => {
      const { actor, agent, tool, server, resource, rule, count, last, query } = pair;
      const via = agent === undefined ? nothing : say` via ${quoted(agent)}`;
      const what = resource ?? [server, tool].filter((part) => part !== undefined).join(" ");
      const by = rule === undefined ? nothing : say`, blocked by ${quoted(rule)}`;
      const subject = [server, tool].filter((part) => part !== undefined).join(" ");
      return {
        id: `denied_burst ${query}`,
        kind: "denied_burst",
        severity: count >= LARGE_BURST ? "high" : "medium",
        title: "Blocked, tried again",
        ...say`${quoted(actor ?? "an unknown actor")}${via} asked for ${quoted(what === "" ? "a tool" : what)} ${amount(count, "time")}${by}`,
        ...(subject !== "" && { subject }),
        count,
        unit: "calls",
        last: last.time,
        query,
        place: "events",
      };
    });
}

/** Clients that were never seen before and are busy already. Pure. */
export function busyNewClients(items: readonly FirstSeen[]): Attention[] {
  return items
    .filter(({ kind, count }) => kind === "client" && count >= BUSY_CLIENT)
    .map(({ value, actor, server, count, first, query }) => {
      const used = actor === undefined ? nothing : say`, first used by ${quoted(actor)}`;
      return {
        id: `new_client ${query}`,
        kind: "new_client",
        severity: count >= VERY_BUSY_CLIENT ? "high" : "medium",
        title: "Busy client that was never seen before",
        ...say`${quoted(value)} made ${amount(count, "event")}${used}`,
        ...(server !== undefined && { subject: server }),
        count,
        unit: "events",
        last: first.time,
        query,
        place: "events",
      };
    });
}

interface Kind {
  type: string;
  kind: Attention["kind"];
  severity: Attention["severity"];
  title: string;
  unit: Attention["unit"];
  place: Attention["place"];
  tell: (count: number, tools: readonly string[]) => Sentence;
}

const kinds: readonly Kind[] = [
  {
    type: "event.conflicted",
    kind: "event_conflict",
    severity: "high",
    title: "Two events with the same id",
    unit: "events",
    place: "integrity",
    tell: (count) =>
      say`${amount(count, "event")} came again with other content; the first is kept, the other is in quarantine`,
  },
  {
    type: "tool.changed",
    kind: "tool_changed",
    severity: "medium",
    title: "Tool description changed",
    unit: "events",
    place: "events",
    tell: (count, tools) => say`${names(tools)} changed ${amount(count, "time")}`,
  },
  {
    type: "call.unresolved",
    kind: "call_unresolved",
    severity: "medium",
    title: "Calls without a recorded end",
    unit: "calls",
    place: "events",
    tell: (count, tools) =>
      say`${amount(count, "call")} of ${names(tools)}: whether ${count === 1 ? "it" : "they"} ran is not known`,
  },
  {
    type: "auth.failed",
    kind: "auth_failed",
    severity: "low",
    title: "Connections refused",
    unit: "events",
    place: "events",
    tell: (count) => say`${amount(count, "request")} without valid credentials`,
  },
];

/** What the kinds of events alone tell: conflicts, changed tools, calls without an end. */
export async function tellingKinds(
  reader: Reader,
  { current }: Periods,
  asof: PositionVector,
): Promise<Attention[]> {
  const { type = [] } = await reader.facets(
    { filter: everything, kind: "rows", ...current, asof },
    ["type"],
    100,
  );
  const found = kinds.flatMap((kind) => {
    const count = type.find(({ value }) => value === kind.type)?.count ?? 0;
    return count === 0 ? [] : [{ ...kind, count }];
  });
  return await Promise.all(
    found.map(async ({ type: name, tell, count, ...kind }): Promise<Attention> => {
      const query = condition("type", name);
      const asked = asks(query, current, asof);
      const [{ tool = [] }, last] = await Promise.all([
        reader.facets(asked, ["tool"], 20),
        readOne(reader, asked, "newest"),
      ]);
      const tools = joinCases(tool).flatMap(({ value }) => value ?? []);
      const subject = tools[0] ?? last?.server?.name;
      return {
        id: kind.kind,
        ...kind,
        ...tell(count, tools.length === 0 ? ["unnamed tools"] : tools),
        ...(subject !== undefined && { subject }),
        count,
        ...(last && { last: last.time.occurred }),
        query,
      };
    }),
  );
}
