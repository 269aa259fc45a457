import type {
  Lane,
  LaneGap,
  LaneLink,
  LanePoint,
  LaneSpan,
  LaneStory,
} from "../../charts/lane-data.ts";
import { durationText } from "../../lib/format.ts";
import { toolParts } from "../event/tool-parts.ts";
import type { SessionApproval } from "./session-approvals.ts";
import type { SessionGap } from "./session-gaps.ts";
import type { Step } from "./session-steps.ts";

/** More lanes than these of a kind are one lane. */
const MOST_LANES = { agent: 2, client: 2, server: 6, downstream: 4, approver: 2 } as const;
type LaneGroup = keyof typeof MOST_LANES;

interface Places {
  lanes: Lane[];
  /** The lane that stands for a name of a group. */
  laneOf: (group: LaneGroup, name: string | undefined) => string | undefined;
}

/**
 * A session as lanes: who asked, through which client, on which servers, which systems were reached,
 * who approved, and where events are missing. Calls beyond the lanes of their kind stand in a lane
 * that says how many it is for. Pure.
 *
 * @param shown the steps that are drawn; the lanes are those of all, so that they stay in place.
 */
export function sessionLanes(
  steps: readonly Step[],
  gaps: readonly SessionGap[],
  approvals: readonly SessionApproval[],
  shown: readonly Step[] = steps,
): LaneStory {
  const calls = steps.filter(({ kind }) => kind === "call");
  const places = placeLanes(calls, approvals);
  return {
    lanes: places.lanes,
    points: shown.filter(({ kind }) => kind === "call").map((step) => pointOf(step, places)),
    ...approvalMarks(approvals, calls, places),
    gaps: gaps.map((gap) => gapOf(gap, calls, places)).filter(({ lanes }) => lanes.length > 0),
  };
}

/** Who asked, as its lane is named: the agent, else the actor. */
export function askerOf({ event }: Step): string {
  const { actor } = event;
  return actor?.agent?.id ?? actor?.agent?.name ?? actor?.id ?? actor?.type ?? "not recorded";
}

/** A client with its version, as its lane is named. */
export function clientOf({ event }: Step): string | undefined {
  const { client } = event;
  if (client === undefined) return undefined;
  return [client.name ?? "unnamed client", client.version].filter(Boolean).join(" ");
}

function placeLanes(calls: readonly Step[], approvals: readonly SessionApproval[]): Places {
  const names: Record<LaneGroup, Map<string, string>> = {
    agent: new Map(),
    client: new Map(),
    server: new Map(),
    downstream: new Map(),
    approver: new Map(),
  };
  const note = (group: LaneGroup, name: string | undefined, subtitle: string) => {
    if (name !== undefined && !names[group].has(name)) names[group].set(name, subtitle);
  };
  for (const step of calls) {
    const { actor, client } = step.event;
    const person =
      actor?.agent === undefined ? actor?.type : `agent, for ${actor.id ?? actor.type}`;
    note("agent", askerOf(step), person ?? "actor not recorded");
    note("client", clientOf(step), `client, ${(client?.assurance ?? "none").replaceAll("_", "-")}`);
    note("server", step.event.server?.name ?? "no server", "server");
    for (const system of step.systems) note("downstream", system, "downstream");
  }
  for (const { approver } of approvals) note("approver", approver ?? "approver", "approver");
  const lanes: Lane[] = [];
  const stands = new Map<string, string>();
  for (const group of Object.keys(MOST_LANES) as LaneGroup[]) {
    const all = [...names[group]];
    const most = MOST_LANES[group];
    const kept = all.length > most ? all.slice(0, most - 1) : all;
    for (const [name, subtitle] of kept) {
      lanes.push({ id: idOf(group, name), title: name, subtitle, kind: group });
      stands.set(idOf(group, name), idOf(group, name));
    }
    const rest = all.slice(kept.length);
    if (rest.length === 0) continue;
    const id = `${group} others`;
    lanes.push({ id, title: `${rest.length} more`, subtitle: rest[0]?.[1] ?? "", kind: group });
    for (const [name] of rest) stands.set(idOf(group, name), id);
  }
  return {
    lanes,
    laneOf: (group, name) => (name === undefined ? undefined : stands.get(idOf(group, name))),
  };
}

function idOf(group: LaneGroup, name: string): string {
  return `${group}:${name}`;
}

function pointOf(step: Step, { laneOf }: Places): LanePoint {
  const { event, status, systems, resources } = step;
  const server = event.server?.name;
  const name = event.tool?.name ?? event.method ?? "call";
  const state = stateOf(step);
  const note = noteOf(step);
  const via = [laneOf("agent", askerOf(step)), laneOf("client", clientOf(step))];
  const reached = systems.map((system) => {
    const touch = event.downstream?.find((entry) => entry.system === system);
    const label =
      step.isChange && touch !== undefined
        ? [touch.operation, touch.status].filter(Boolean).join(" ")
        : undefined;
    return { lane: laneOf("downstream", system), ...(label !== undefined && { label }) };
  });
  // What was blocked names the record that it was about; its system may have a lane.
  const aimed =
    status === "denied" && systems.length === 0
      ? laneOf("downstream", /^([a-z][a-z0-9+.-]*):/i.exec(resources[0] ?? "")?.[1])
      : undefined;
  return {
    id: step.id,
    at: step.at,
    lane: laneOf("server", server ?? "no server") ?? "",
    effect: step.effect ?? "unknown",
    label: toolParts(server, name).name,
    ...(state !== undefined && { state }),
    ...(note !== undefined && { note }),
    via: via.filter((lane) => lane !== undefined),
    touches: [
      ...reached.flatMap(({ lane, ...rest }) => (lane === undefined ? [] : [{ lane, ...rest }])),
      ...(aimed === undefined ? [] : [{ lane: aimed, label: "never reached", isMissed: true }]),
    ],
  };
}

const failed: ReadonlySet<string> = new Set(["tool_error", "protocol_error", "timeout"]);
const waiting: ReadonlySet<string> = new Set(["input_required", "deferred", "running"]);

function stateOf({ status, isDenied }: Step): LanePoint["state"] {
  if (isDenied || status === "rejected") return "denied";
  if (status === undefined) return undefined;
  if (failed.has(status)) return "error";
  return waiting.has(status) ? "waiting" : undefined;
}

function noteOf({ status, lateMs, event, isDenied }: Step): string | undefined {
  if (isDenied) return "blocked";
  if (status === "rejected") return "rejected";
  if (status === "timeout") return "timeout";
  if (status !== undefined && failed.has(status))
    return ["error", event.error?.code].filter(Boolean).join(" ");
  if (status === "unresolved" || status === "unknown") return "end unknown";
  if (status === "running") return "running";
  return lateMs === undefined ? undefined : `late, +${durationText(lateMs)}`;
}

function approvalMarks(
  approvals: readonly SessionApproval[],
  calls: readonly Step[],
  { laneOf }: Places,
): { links: LaneLink[]; spans: LaneSpan[] } {
  const links: LaneLink[] = [];
  const spans: LaneSpan[] = [];
  for (const approval of approvals) {
    const { key, from, to, status, approver, bound, executedBy } = approval;
    const lane = laneOf("approver", approver ?? "approver");
    const asked = calls.find(({ operationId }) => operationId === approval.operationId);
    const agent = asked && laneOf("agent", askerOf(asked));
    const server = asked && laneOf("server", asked.event.server?.name ?? "no server");
    if (lane === undefined || from === undefined) continue;
    const isOpen = to === undefined;
    const isGranted = status === "granted";
    const end = to ?? Math.max(from, ...calls.map(({ at }) => at));
    const words = bound === true ? ", same arguments" : bound === false ? ", other arguments" : "";
    spans.push({
      id: `${key} wait`,
      lane,
      from,
      to: end,
      label: `waiting for ${approver ?? "approval"}, ${durationText(end - from)}`,
      outcome: isOpen ? "open" : isGranted ? "approved" : "refused",
      after: isOpen ? "no answer recorded" : `${isGranted ? "approved" : status}${words}`,
    });
    if (agent !== undefined)
      links.push({
        id: `${key} asks`,
        kind: "asks",
        from: { lane: agent, at: from },
        to: { lane, at: from },
        label: "asks for approval",
      });
    const executed = calls.find(({ id }) => id === executedBy);
    if (server === undefined || isOpen || executed === undefined) continue;
    links.push({
      id: `${key} waits`,
      kind: "waits",
      from: { lane: server, at: from },
      to: { lane: server, at: executed.at },
    });
    links.push({
      id: `${key} answers`,
      kind: "answers",
      from: { lane, at: end },
      to: { lane: server, at: executed.at },
      ...(!isGranted && { isRefused: true }),
    });
  }
  return { links, spans };
}

function gapOf(gap: SessionGap, calls: readonly Step[], { laneOf }: Places): LaneGap {
  const own = calls.filter(({ event }) => event.emitter.id === gap.emitter);
  const others = new Set(
    calls.filter(({ event }) => event.emitter.id !== gap.emitter).flatMap(({ systems }) => systems),
  );
  const lanes = own.flatMap((step) => [
    laneOf("server", step.event.server?.name ?? "no server"),
    // Of a system that other emitters reach too, it is not known that anything is missing.
    ...step.systems
      .filter((system) => !others.has(system))
      .map((system) => laneOf("downstream", system)),
  ]);
  return {
    id: gap.id,
    lanes: [...new Set(lanes.filter((lane) => lane !== undefined))],
    from: gap.from,
    to: gap.to,
    label: gap.title,
    detail: gap.short,
  };
}
