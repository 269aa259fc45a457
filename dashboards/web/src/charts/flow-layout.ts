import { coordinate } from "./number-scale.ts";

/** Who or what calls pass: agent, client, server, downstream system, from 0 to 3. */
export interface FlowNode {
  id: string;
  column: 0 | 1 | 2 | 3;
  label: string;
  sub?: string;
}

/** Calls from one to the next. What was denied is an edge of its own. */
export interface FlowEdge {
  from: string;
  to: string;
  count: number;
  isDenied?: boolean;
}

/** A node and its box. */
export interface PlacedNode extends FlowNode {
  x: number;
  y: number;
  /** Calls that come in, or go out of the first column. */
  count: number;
  /** How many nodes it stands for, where there were too many. */
  folded?: number;
}

/** An edge and its curve. */
export interface PlacedEdge extends FlowEdge {
  id: string;
  path: string;
  /** Pixels. */
  thickness: number;
  /** Middle of the count. */
  label: { x: number; y: number };
}

/** Where everything of the graph stands. */
export interface FlowLayout {
  nodes: readonly PlacedNode[];
  edges: readonly PlacedEdge[];
  nodeWidth: number;
  height: number;
  columns: readonly number[];
}

/** Pixels of a node, and from one to the next. */
export const FLOW = { node: 38, pitch: 52, head: 28 } as const;

const COLUMNS = 4;
const MAX_NODES = 12;
const MAX_NODE_WIDTH = 190;
const LABEL_HEIGHT = 16;
const LABEL_SHARES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78];

/**
 * Four fixed columns. Nodes stand where the nodes that lead to them stand; of more than twelve in a
 * column the rarest are one node, and their edges are added up. Pure.
 */
export function layoutFlow(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
  width: number,
): FlowLayout {
  const folded = foldNodes(nodes, edges);
  const nodeWidth = Math.min(MAX_NODE_WIDTH, Math.floor((width - 16) / 5.5));
  const space = (width - 16 - nodeWidth) / (COLUMNS - 1);
  const columns = Array.from({ length: COLUMNS }, (_, index) => coordinate(8 + index * space));
  const placed = placeNodes(folded.nodes, folded.edges, columns);
  const lowest = Math.max(0, ...placed.map(({ y }) => y));
  return {
    nodes: placed,
    edges: placeEdges(placed, folded.edges, nodeWidth),
    nodeWidth,
    columns,
    height: lowest + FLOW.node + 10,
  };
}

type Counted = FlowNode & { count: number; folded?: number };

function foldNodes(
  nodes: readonly FlowNode[],
  edges: readonly FlowEdge[],
): { nodes: Counted[]; edges: FlowEdge[] } {
  const counts = new Map<string, { in: number; out: number }>();
  const countsOf = (id: string) => {
    const known = counts.get(id) ?? { in: 0, out: 0 };
    counts.set(id, known);
    return known;
  };
  for (const { from, to, count } of edges) {
    countsOf(from).out += count;
    countsOf(to).in += count;
  }
  const stands = new Map<string, string>();
  const kept: Counted[] = [];
  for (let column = 0; column < COLUMNS; column += 1) {
    const all = nodes
      .filter((node) => node.column === column)
      .map((node) => ({ ...node, count: Math.max(...Object.values(countsOf(node.id))) }))
      .toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label));
    const rest = all.length > MAX_NODES ? all.slice(MAX_NODES - 1) : [];
    kept.push(...all.slice(0, all.length - rest.length));
    const [first] = rest;
    if (first === undefined) continue;
    const id = `more ${column}`;
    for (const node of rest) stands.set(node.id, id);
    kept.push({
      id,
      column: first.column,
      label: `${rest.length} more`,
      count: rest.reduce((sum, { count }) => sum + count, 0),
      folded: rest.length,
    });
  }
  const joined = new Map<string, FlowEdge>();
  for (const edge of edges) {
    const [from, to] = [stands.get(edge.from) ?? edge.from, stands.get(edge.to) ?? edge.to];
    const key = edgeId({ ...edge, from, to });
    const known = joined.get(key);
    joined.set(key, { ...edge, from, to, count: edge.count + (known?.count ?? 0) });
  }
  return { nodes: kept, edges: [...joined.values()] };
}

function edgeId({ from, to, isDenied = false }: FlowEdge): string {
  return JSON.stringify([from, to, isDenied]);
}

function placeNodes(
  nodes: readonly Counted[],
  edges: readonly FlowEdge[],
  columns: readonly number[],
): PlacedNode[] {
  const placed = new Map<string, PlacedNode>();
  const tallest = Math.max(
    1,
    ...columns.map((_, column) => nodes.filter((node) => node.column === column).length),
  );
  for (const [column, x] of columns.entries()) {
    const own = nodes.filter((node) => node.column === column);
    const wanted = new Map(own.map((node) => [node.id, meanOfSources(node, edges, placed)]));
    const order = own.toSorted(
      (a, b) =>
        (a.folded ?? 0) - (b.folded ?? 0) ||
        (wanted.get(a.id) ?? 0) - (wanted.get(b.id) ?? 0) ||
        b.count - a.count,
    );
    const top = FLOW.head + ((tallest - own.length) * FLOW.pitch) / 2;
    for (const [index, node] of order.entries()) {
      placed.set(node.id, { ...node, x, y: coordinate(top + index * FLOW.pitch) });
    }
  }
  return [...placed.values()];
}

function meanOfSources(
  node: Counted,
  edges: readonly FlowEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
): number {
  let [sum, weight] = [0, 0];
  for (const { from, to, count } of edges) {
    const source = placed.get(from);
    if (to !== node.id || source === undefined) continue;
    sum += source.y * count;
    weight += count;
  }
  return weight === 0 ? 0 : sum / weight;
}

function placeEdges(
  nodes: readonly PlacedNode[],
  edges: readonly FlowEdge[],
  nodeWidth: number,
): PlacedEdge[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const known = edges.flatMap((edge) => {
    const [source, target] = [byId.get(edge.from), byId.get(edge.to)];
    return source === undefined || target === undefined ? [] : [{ edge, source, target }];
  });
  const most = Math.max(1, ...known.map(({ edge }) => edge.count));
  const taken: PlacedCount[] = [];
  return known
    .map(({ edge, source, target }) => {
      const outgoing = known.filter((other) => other.source === source);
      const incoming = known.filter((other) => other.target === target);
      const from = {
        x: source.x + nodeWidth,
        y:
          source.y +
          port(
            edge,
            outgoing.toSorted((a, b) => a.target.y - b.target.y),
          ),
      };
      const to = {
        x: target.x,
        y:
          target.y +
          port(
            edge,
            incoming.toSorted((a, b) => a.source.y - b.source.y),
          ),
      };
      return { edge, from, to };
    })
    .toSorted((a, b) => b.edge.count - a.edge.count)
    .map(({ edge, from, to }): PlacedEdge => {
      const bend = (to.x - from.x) / 2;
      const width = String(edge.count).length * 7 + (edge.isDenied === true ? 30 : 16);
      const label = freePlace(from, to, width, taken);
      taken.push({ ...label, width });
      return {
        ...edge,
        id: edgeId(edge),
        path: `M${from.x} ${coordinate(from.y)}C${coordinate(from.x + bend)} ${coordinate(from.y)} ${coordinate(to.x - bend)} ${coordinate(to.y)} ${to.x} ${coordinate(to.y)}`,
        thickness: coordinate(1 + 5 * Math.sqrt(edge.count / most)),
        label,
      };
    });
}

/** Edges leave and reach a node beside one another, in the order of their other ends. */
function port(edge: FlowEdge, beside: readonly { edge: FlowEdge }[]): number {
  const index = beside.findIndex((other) => other.edge === edge);
  return ((index + 1) / (beside.length + 1)) * FLOW.node;
}

interface Place {
  x: number;
  y: number;
}

type PlacedCount = Place & { width: number };

/** Along the curve, the first place where no other count stands. */
function freePlace(from: Place, to: Place, width: number, taken: readonly PlacedCount[]): Place {
  const places = LABEL_SHARES.map((share) => curvePoint(from, to, share));
  const isFree = (place: Place) =>
    taken.every(
      (other) =>
        Math.abs(other.x - place.x) >= (other.width + width) / 2 ||
        Math.abs(other.y - place.y) >= LABEL_HEIGHT,
    );
  return places.find(isFree) ?? places[0] ?? from;
}

function curvePoint(from: Place, to: Place, share: number): Place {
  const rest = 1 - share;
  const middle = (from.x + to.x) / 2;
  const [a, b, c, d] = [rest ** 3, 3 * rest * rest * share, 3 * rest * share * share, share ** 3];
  return {
    x: coordinate(a * from.x + (b + c) * middle + d * to.x),
    y: coordinate((a + b) * from.y + (c + d) * to.y),
  };
}
