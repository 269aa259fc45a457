import type { FlowEdge, FlowNode } from "../../charts/flow-layout.ts";
import { askerOf, clientOf } from "./session-lanes.ts";
import type { Step } from "./session-steps.ts";

/** Who called through what, counted. */
export interface SessionGraph {
  nodes: FlowNode[];
  edges: FlowEdge[];
  /** The steps that go through each node, by its id. */
  steps: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The calls of a session as a graph of four columns; what was denied is an edge of its own. Pure. */
export function sessionGraph(steps: readonly Step[]): SessionGraph {
  const nodes = new Map<string, FlowNode>();
  const edges = new Map<string, FlowEdge>();
  const through = new Map<string, Set<string>>();
  const node = (step: Step, column: FlowNode["column"], label: string, sub?: string): string => {
    const id = `${column} ${label}`;
    const known = through.get(id) ?? new Set();
    through.set(id, known.add(step.id));
    if (!nodes.has(id)) nodes.set(id, { id, column, label, ...(sub !== undefined && { sub }) });
    return id;
  };
  const edge = (from: string, to: string, isDenied: boolean): void => {
    const key = JSON.stringify([from, to, isDenied]);
    const known = edges.get(key) ?? { from, to, count: 0, ...(isDenied && { isDenied }) };
    edges.set(key, { ...known, count: known.count + 1 });
  };
  for (const step of steps) {
    if (step.kind !== "call") continue;
    const { actor, server } = step.event;
    const isDenied = step.isDenied || step.status === "rejected";
    const asker = askerOf(step);
    const person = actor?.id ?? actor?.type;
    const from = node(
      step,
      0,
      asker,
      asker === person ? actor?.type : `for ${person ?? "not recorded"}`,
    );
    const client = node(step, 1, clientOf(step) ?? "client not recorded", "self-reported");
    const to = node(step, 2, server?.name ?? "no server", server?.version);
    edge(from, client, isDenied);
    edge(client, to, isDenied);
    for (const system of step.systems) edge(to, node(step, 3, system), isDenied);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], steps: through };
}
