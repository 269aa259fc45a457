import type { EventView } from "@toolmark/query-api/event-view";

import type { Tab } from "../../ui/tabs.tsx";

/** The parts of what is told about an event. */
const eventTabs = [
  "summary",
  "params",
  "result",
  "diff",
  "policy",
  "context",
  "trace",
  "raw",
  "proof",
] as const;
/** A part of what is told about an event. */
export type EventTab = (typeof eventTabs)[number];

/** A tab of an address; the summary where it names none. */
export function readEventTab(text: string | undefined): EventTab {
  return eventTabs.find((tab) => tab === text) ?? "summary";
}

const labels: Readonly<Record<EventTab, string>> = {
  summary: "Summary",
  params: "Params",
  result: "Result",
  diff: "Diff",
  policy: "Policy",
  context: "Context",
  trace: "Trace",
  raw: "Raw",
  proof: "Proof",
};

/**
 * The tabs that an event has something for. The one that is open stays, so that going from event to
 * event does not change what is looked at.
 */
export function tabsOf(
  event: EventView,
  has: { diff: boolean; policy: boolean; trace: boolean },
  open: EventTab,
): Tab<EventTab>[] {
  const isCall = event.event.type.startsWith("call.");
  const isShown: Readonly<Record<EventTab, boolean>> = {
    summary: true,
    params: isCall || event.params !== undefined,
    result: isCall || event.result !== undefined,
    diff: has.diff,
    policy: has.policy,
    context: true,
    trace: has.trace,
    raw: true,
    proof: true,
  };
  return eventTabs
    .filter((tab) => isShown[tab] || tab === open)
    .map((id) => ({ id, label: labels[id] }));
}
