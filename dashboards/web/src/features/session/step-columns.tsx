import type { ReactNode } from "react";

import type { GridColumn } from "../../grid/grid-item.ts";
import { countOf, durationText } from "../../lib/format.ts";
import { DecisionMark } from "../../ui/decision-mark.tsx";
import { DurationText } from "../../ui/duration-text.tsx";
import { EffectBadge } from "../../ui/effect-badge.tsx";
import { OutcomeMark } from "../../ui/outcome-mark.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { toolParts, typeText } from "../event/tool-parts.ts";
import { offsetText } from "./offset-text.ts";
import type { Step } from "./session-steps.ts";
import { stepStory } from "./step-story.ts";
import type { StepIndex } from "./step-story.ts";
import { StoryText } from "./story-text.tsx";

/** The columns of the list of steps. */
export function stepColumns(parts: {
  /** First event of the session, milliseconds since the epoch. */
  from: number;
  index: StepIndex;
  /** Zone as it is printed in the head of the time. */
  zone: string;
  /** Leaves out what the drawer beside it tells. */
  isNarrow: boolean;
}): GridColumn<Step>[] {
  const { from, index, zone, isNarrow } = parts;
  const columns: GridColumn<Step>[] = [
    {
      id: "step",
      header: "Step",
      width: 32,
      align: "end",
      cell: ({ number }) => <span className="dim">{number}</span>,
    },
    {
      id: "time",
      header: `Time, ${zone}`,
      width: 86,
      isRowHeader: true,
      cell: ({ at }) => <TimeText at={at} />,
    },
    {
      id: "offset",
      header: "Offset",
      width: 62,
      align: "end",
      cell: ({ at }) => <span className="mono dim">{offsetText(at - from)}</span>,
    },
    {
      id: "tool",
      header: "Server, tool",
      grow: 1.2,
      minWidth: 130,
      cell: (step) => <What step={step} />,
    },
    {
      id: "effect",
      header: "Eff.",
      title: "Effect",
      width: 22,
      cell: ({ effect }) => <EffectBadge effect={effect} />,
    },
    {
      id: "decision",
      header: "Decision",
      width: 80,
      cell: ({ event: { policy, approval }, kind }) =>
        policy === undefined && approval?.status === undefined ? (
          kind === "call" && <span className="dim">none</span>
        ) : (
          <DecisionMark
            decision={policy?.decision}
            approval={approval?.status}
            enforced={policy?.enforced}
          />
        ),
    },
    {
      id: "outcome",
      header: "Outcome",
      width: 82,
      cell: ({ status, event }) => (
        <OutcomeMark
          status={status}
          code={event.error?.code === status ? undefined : event.error?.code}
        />
      ),
    },
    {
      id: "resource",
      header: "Resource",
      grow: 1,
      minWidth: 100,
      cell: (step) => <Resource step={step} />,
    },
    {
      id: "downstream",
      header: "Downstream",
      grow: 0.7,
      minWidth: 84,
      cell: (step) => <Downstream step={step} />,
    },
    {
      id: "story",
      header: "What led here",
      grow: 1.8,
      minWidth: 150,
      cell: (step) => <Story step={step} index={index} />,
    },
    {
      id: "ms",
      header: "ms",
      title: "Duration",
      width: 48,
      align: "end",
      cell: ({ event, kind }) => kind === "call" && <Milliseconds ms={event.time.duration_ms} />,
    },
  ];
  return columns.filter(({ id }) => !isNarrow || (id !== "offset" && id !== "downstream"));
}

// The head names the unit; longer durations name theirs.
function Milliseconds({ ms }: { ms: number | undefined }): ReactNode {
  if (ms === undefined || ms >= 1000) return <DurationText ms={ms} />;
  return <span className="mid">{Math.round(ms)}</span>;
}

function What({ step }: { step: Step }): ReactNode {
  const { event, kind, effect, isDenied } = step;
  const { tool, server, prompt, method, approval, resource } = event;
  if (kind === "approval") {
    const who = approval?.status === "requested" ? event.actor?.id : approval?.approver?.id;
    return (
      <>
        <span className="dim">{approval?.status === "requested" ? "asks" : "approver"}</span>{" "}
        <b className="strong">
          <SafeText value={who ?? typeText(event.event.type)} cap={60} />
        </b>
      </>
    );
  }
  if (kind === "fact")
    return (
      <>
        {server !== undefined && (
          <span className="dim">
            <SafeText value={server.name} cap={40} />{" "}
          </span>
        )}
        <span className="mid">{typeText(event.event.type)}</span>
      </>
    );
  const name = tool?.name ?? prompt?.name ?? resource?.uri ?? method ?? "call";
  const parts = toolParts(server?.name, name);
  const isLoud = isDenied || (effect !== "read" && effect !== undefined);
  return (
    <>
      {parts.server !== undefined && (
        <span className="dim">
          <SafeText value={parts.server} cap={40} />{" "}
        </span>
      )}
      <span className={isLoud ? "strong" : "mid"}>
        <SafeText value={parts.name} cap={80} />
      </span>
    </>
  );
}

function Resource({ step }: { step: Step }): ReactNode {
  const { resources, event, kind } = step;
  const [first] = resources;
  const items = event.result?.item_count;
  if (kind === "approval" && event.approval?.id !== undefined)
    return (
      <>
        #<SafeText value={event.approval.id} cap={40} />
      </>
    );
  if (first === undefined)
    return items !== undefined && items > 1 ? (
      <span className="dim">{countOf(items, "item")}</span>
    ) : null;
  return (
    <>
      <SafeText value={first} cap={80} />
      {resources.length > 1 && <span className="dim"> and {resources.length - 1} more</span>}
    </>
  );
}

function Downstream({ step }: { step: Step }): ReactNode {
  const { systems, kind, isDenied, event } = step;
  if (kind !== "call") return null;
  if (systems.length === 0)
    return (
      <span className="dim">
        {isDenied || event.outcome?.executed === false ? "not reached" : "none recorded"}
      </span>
    );
  return (
    <span className="mid">
      → <SafeText value={systems.join(", ")} cap={60} />
    </span>
  );
}

function Story({ step, index }: { step: Step; index: StepIndex }): ReactNode {
  const story = stepStory(step, index);
  const { lateMs, event } = step;
  return (
    <>
      {lateMs !== undefined && (
        <>
          <Tag icon="clock">late +{durationText(lateMs)}</Tag>{" "}
          <span className="mid">
            recorded <TimeText at={event.time.recorded} form="seconds" />{" "}
          </span>
        </>
      )}
      <span className={story.isLoud ? undefined : "mid"}>
        <StoryText story={story} />
      </span>
    </>
  );
}
