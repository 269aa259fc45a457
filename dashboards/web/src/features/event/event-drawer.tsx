import { useRouter } from "@tanstack/react-router";
import type { EventAnswer } from "@toolmark/query-api/answers";
import { useRef } from "react";
import type { ReactNode } from "react";

import { useShortcuts } from "../../app/keyboard.ts";
import type { Shortcut } from "../../app/keyboard.ts";
import { actorPath, keepingPlace, resourcePath, sessionPath } from "../../lib/paths.ts";
import { copyValue } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { RevealDialog } from "../resource/reveal-values.tsx";
import { changesOf } from "./changes-list.tsx";
import { ContextTab } from "./context-tab.tsx";
import { DiffTab } from "./diff-tab.tsx";
import { eventJson, EventHead } from "./event-head.tsx";
import { readEventTab, tabsOf } from "./event-tabs.ts";
import type { EventTab } from "./event-tabs.ts";
import { PayloadTab } from "./payload-tab.tsx";
import { hasPolicy } from "./policy-facts.tsx";
import { PolicyTab } from "./policy-tab.tsx";
import { ProofTab } from "./proof-tab.tsx";
import { RawTab } from "./raw-tab.tsx";
import { SealStrip } from "./seal-strip.tsx";
import { SummaryTab } from "./summary-tab.tsx";
import { hasTrace, TraceTab } from "./trace-tab.tsx";
import { useEventAnswer } from "./use-event.ts";
import { useReveal } from "./use-reveal.ts";
import type { Reveal } from "./use-reveal.ts";

import styles from "./event-drawer.module.css";

/** Props of `EventDrawer`. */
export interface EventDrawerProps {
  /** The event that is looked at, from the address. */
  eventId: string;
  /** The open tab, from the address; the summary without one. */
  tab?: string | undefined;
  /** Takes the tab for the address; undefined for the summary. */
  onTab: (tab: string | undefined) => void;
  onClose: () => void;
  /** Goes to the event before in the list beside it; absent at its start. */
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
}

/**
 * One event with all that is known of it, beside the list that it comes from. It is not modal: the
 * focus stays in the list, and j and k go from event to event under it. Place it last in a row of the
 * page's full height; links in it change `e` of the address.
 */
export function EventDrawer(props: EventDrawerProps): ReactNode {
  const { eventId, tab, onTab, onClose, onPrevious, onNext } = props;
  const reveal = useReveal(eventId);
  const query = useEventAnswer(eventId, reveal.purpose);
  const { data, isFetching, isPlaceholderData } = query;
  const event = data?.event;
  const drawer = useRef<HTMLElement>(null);
  const close = () => {
    const hadFocus = drawer.current?.contains(document.activeElement) ?? false;
    onClose();
    if (hadFocus) document.querySelector<HTMLElement>("#main [role=grid]")?.focus();
  };
  useEventKeys(data, drawer, { ...props, onClose: close });
  const open = readEventTab(tab);
  const choose = (next: EventTab) => onTab(next === "summary" ? undefined : next);
  return (
    <aside ref={drawer} className={styles.drawer} aria-label="Event" aria-busy={isFetching}>
      {isFetching && data !== undefined && <div className={styles.loading} />}
      <EventHead
        eventId={isPlaceholderData ? (event?.event.id ?? eventId) : eventId}
        event={event}
        {...{ onPrevious, onNext }}
        onClose={close}
      />
      {event === undefined || data === undefined ? (
        <Panel label="Event" query={query} rows={8}>
          {() => <EmptyState kind="none" />}
        </Panel>
      ) : (
        <div className={styles.body}>
          <Tabs
            label="Event views"
            tabs={tabsOf(
              event,
              {
                diff: changesOf(event).length > 0,
                policy: hasPolicy(event),
                trace: hasTrace(event),
              },
              open,
            )}
            value={open}
            onChange={choose}
            fill
          >
            <TabContent answer={data} tab={open} reveal={reveal} />
          </Tabs>
          <SealStrip answer={data} onOpen={() => choose("proof")} />
        </div>
      )}
      {reveal.isAsking && (
        <RevealDialog
          what="the parameters, results, states and the stated intent of this event"
          onGiven={reveal.answer}
          onClose={() => reveal.answer(undefined)}
        />
      )}
    </aside>
  );
}

function TabContent(props: { answer: EventAnswer; tab: EventTab; reveal: Reveal }): ReactNode {
  const { answer, tab, reveal } = props;
  const { event } = answer;
  switch (tab) {
    case "summary":
      return <SummaryTab event={event} reveal={reveal} />;
    case "params":
    case "result":
      return <PayloadTab event={event} member={tab} reveal={reveal} />;
    case "diff":
      return changesOf(event).length > 0 ? (
        <DiffTab event={event} reveal={reveal} />
      ) : (
        <EmptyState kind="none" title="This event changed nothing, as far as recorded" small />
      );
    case "policy":
      return hasPolicy(event) ? (
        <PolicyTab event={event} />
      ) : (
        <EmptyState kind="none" title="No policy or approval is recorded" small />
      );
    case "context":
      return <ContextTab event={event} />;
    case "trace":
      return <TraceTab event={event} />;
    case "raw":
      return <RawTab event={event} reveal={reveal} />;
    case "proof":
      return <ProofTab answer={answer} />;
  }
}

function useEventKeys(
  answer: EventAnswer | undefined,
  drawer: React.RefObject<HTMLElement | null>,
  props: EventDrawerProps,
): void {
  const router = useRouter();
  const event = answer?.event;
  const resource =
    event?.downstream?.find(({ uri }) => uri !== undefined)?.uri ?? event?.resource?.uri;
  const open = (path: string | undefined) =>
    path === undefined
      ? undefined
      : () => router.history.push(keepingPlace(path, router.state.location.searchStr));
  useShortcuts([
    shortcut("Escape", "Close the event", () => {
      // A menu that is open takes the key.
      if (document.querySelector("[popover=auto]:popover-open") !== null) return false;
      return props.onClose();
    }),
    shortcut("j", "Next event", props.onNext),
    shortcut("k", "Previous event", props.onPrevious),
    shortcut("J", "Copy the event as JSON", event && (() => void copyValue(eventJson(event)))),
    shortcut("m", "Pin the event to a case", () =>
      drawer.current?.querySelector<HTMLElement>("[data-pin]")?.click(),
    ),
    shortcut("s", "Open its session", open(event?.session && sessionPath(event.session.id))),
    shortcut("r", "Open the history of its resource", open(resource && resourcePath(resource))),
    shortcut("a", "Open its actor", open(event?.actor?.id && actorPath(event.actor.id))),
  ]);
}

function shortcut(keys: string, label: string, run: (() => unknown) | undefined): Shortcut {
  return { keys, label, group: "Event", run: () => run?.(), disabled: run === undefined };
}
