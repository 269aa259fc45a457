import { useState } from "react";

import { useMay } from "../../lib/permissions.ts";

/** Whether the hidden values of an event are shown, and how that changes. */
export interface Reveal {
  /** Reason of the read that shows them; undefined while they are hidden. */
  purpose: string | undefined;
  /** Whether the reader may ask for them at all. */
  isAllowed: boolean;
  /** Whether the reason is being asked for. */
  isAsking: boolean;
  /** Shows them: at once where a reason was given before on this page, else it is asked for. */
  show: () => void;
  hide: () => void;
  /** Takes the reason, or undefined where none was given after all. */
  answer: (purpose: string | undefined) => void;
}

/**
 * Values are revealed event by event. The reason is asked for once and goes with every reveal until
 * the page is left; it is kept nowhere else.
 */
export function useReveal(eventId: string): Reveal {
  const isAllowed = useMay("payload");
  const [reason, setReason] = useState<string>();
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const [isAsking, setIsAsking] = useState(false);
  return {
    purpose: shown.has(eventId) ? reason : undefined,
    isAllowed,
    isAsking,
    show() {
      if (reason === undefined) setIsAsking(true);
      else setShown(new Set([...shown, eventId]));
    },
    hide: () => setShown(new Set([...shown].filter((id) => id !== eventId))),
    answer(purpose) {
      setIsAsking(false);
      if (purpose === undefined) return;
      setReason(purpose);
      setShown(new Set([...shown, eventId]));
    },
  };
}
