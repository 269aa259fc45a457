import { useMemo } from "react";
import type { KeyboardEvent, SVGProps } from "react";

import { countOf, countText } from "../lib/format.ts";
import { FLOW, layoutFlow } from "./flow-layout.ts";
import type { FlowEdge, FlowNode, PlacedEdge, PlacedNode } from "./flow-layout.ts";
import { SvgText } from "./svg-text.tsx";
import { measureText, useChartSize } from "./use-chart-size.ts";
import { plainText } from "./visible-text.ts";

import chart from "./chart.module.css";
import styles from "./flow-graph.module.css";

/** Props of {@link FlowGraph}. */
export interface FlowGraphProps {
  label: string;
  nodes: readonly FlowNode[];
  edges: readonly FlowEdge[];
  /** Heads of the four columns. */
  columns?: readonly [string, string, string, string];
  selectedId?: string | undefined;
  onSelectNode?: ((id: string) => void) | undefined;
  onSelectEdge?: ((edge: FlowEdge) => void) | undefined;
}

const heads = ["Actor, agent", "Client", "Server", "Downstream"] as const;

/** Who called through what: four columns, counts on the lines, what was denied dashed in red. */
export function FlowGraph(props: FlowGraphProps) {
  const { label, nodes, edges, columns = heads, selectedId, onSelectNode, onSelectEdge } = props;
  const { ref, width } = useChartSize();
  const layout = useMemo(
    () => (width === 0 ? undefined : layoutFlow(nodes, edges, width)),
    [nodes, edges, width],
  );
  const names = new Map(layout?.nodes.map((node) => [node.id, node.label]));
  const isBeside = (edge: FlowEdge) =>
    selectedId === undefined || edge.from === selectedId || edge.to === selectedId;
  return (
    <figure className={styles.root} aria-label={label}>
      <div ref={ref} className={chart.root}>
        {layout && (
          <svg className={chart.svg} height={layout.height} role="group" aria-label={label}>
            {columns.map((head, index) => (
              <SvgText key={head} x={(layout.columns[index] ?? 0) + 1} y={14} text={head} />
            ))}
            {layout.edges.map((edge) => (
              <path
                key={edge.id}
                className={styles.edge}
                data-denied={edge.isDenied === true ? "" : undefined}
                data-dim={isBeside(edge) ? undefined : ""}
                strokeWidth={edge.isDenied === true ? 1.6 : edge.thickness}
                d={edge.path}
              />
            ))}
            {layout.edges.map((edge) => (
              <EdgeCount
                key={edge.id}
                edge={edge}
                isDim={!isBeside(edge)}
                {...buttonProps(
                  onSelectEdge && (() => onSelectEdge(edge)),
                  `${names.get(edge.from) ?? ""} to ${names.get(edge.to) ?? ""}, ${countOf(edge.count, "call")}${edge.isDenied === true ? ", denied" : ""}`,
                )}
              />
            ))}
            {layout.nodes.map((node) => (
              <NodeBox
                key={node.id}
                node={node}
                width={layout.nodeWidth}
                isSelected={node.id === selectedId}
                {...buttonProps(
                  onSelectNode && node.folded === undefined && (() => onSelectNode(node.id)),
                  `${node.label}${node.sub === undefined ? "" : `, ${node.sub}`}, ${countOf(node.count, "call")}`,
                )}
              />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

type Button = Pick<
  SVGProps<SVGGElement>,
  "role" | "tabIndex" | "aria-label" | "onClick" | "onKeyDown" | "className"
>;

function buttonProps(press: (() => void) | false | undefined, name: string): Button {
  const label = plainText(name);
  if (press === undefined || press === false) return { role: "img", "aria-label": label };
  return {
    role: "button",
    tabIndex: 0,
    "aria-label": label,
    className: styles.button,
    onClick: press,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      press();
    },
  };
}

/** Only the name stands inside of the button: its other words are in the button's own name. */
function NodeBox({
  node,
  width,
  isSelected,
  ...button
}: Button & { node: PlacedNode; width: number; isSelected: boolean }) {
  const { x, y, label, sub, count } = node;
  const countWidth = measureText()(countText(count)) + 10;
  const text = { x: x + 10, width: width - 18 - countWidth, measure: measureText() };
  const nameY = y + (sub === undefined ? 23 : 16);
  return (
    <>
      <g {...button}>
        <rect
          className={styles.node}
          data-selected={isSelected ? "" : undefined}
          data-folded={node.folded === undefined ? undefined : ""}
          x={x + 0.5}
          y={y + 0.5}
          width={width - 1}
          height={FLOW.node - 1}
          rx={5}
        />
        <SvgText {...text} y={nameY} text={label} size={12} tone="1" isBold />
      </g>
      <g className={styles.words} aria-hidden="true">
        {sub !== undefined && <SvgText {...text} y={y + 30} text={sub} size={10.5} />}
        <SvgText x={x + width - 10} y={nameY} text={countText(count)} anchor="end" tone="2" />
      </g>
    </>
  );
}

function EdgeCount({ edge, isDim, ...button }: Button & { edge: PlacedEdge; isDim: boolean }) {
  const { x, y } = edge.label;
  const text = `${edge.isDenied === true ? "✕ " : ""}${countText(edge.count)}`;
  const width = measureText()(text, { isBold: true }) + 10;
  return (
    <g {...button} data-dim={isDim ? "" : undefined}>
      <rect
        className={styles.count}
        data-denied={edge.isDenied === true ? "" : undefined}
        data-dim={isDim ? "" : undefined}
        x={x - width / 2}
        y={y - 8}
        width={width}
        height={16}
        rx={8}
      />
      <g aria-hidden="true">
        <SvgText
          x={x}
          y={y + 4}
          text={text}
          anchor="middle"
          tone={edge.isDenied === true ? "deny" : "2"}
          isBold={edge.isDenied === true}
        />
      </g>
    </g>
  );
}
