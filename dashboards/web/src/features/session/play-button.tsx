import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import type { Step } from "./session-steps.ts";

/** Props of `PlayButton`. */
export interface PlayButtonProps {
  steps: readonly Step[];
  /** The step that is shown now. */
  currentId: string | undefined;
  isPlaying: boolean;
  onPlaying: (isPlaying: boolean) => void;
  /** Goes to the next step. */
  onStep: (id: string) => void;
}

/** A second of the session takes this part of a second, within bounds that can be followed. */
const SPEED = 20;
const LEAST_MS = 250;
const MOST_MS = 1500;

/** Goes through a session step by step, quicker than it was; longer pauses stay longer. */
export function PlayButton(props: PlayButtonProps): ReactNode {
  const { steps, currentId, isPlaying, onPlaying, onStep } = props;
  const latest = useRef({ onPlaying, onStep });
  useEffect(() => {
    latest.current = { onPlaying, onStep };
  });
  useEffect(() => {
    if (!isPlaying) return undefined;
    const now = steps.findIndex(({ id }) => id === currentId);
    const next = steps[now + 1];
    if (next === undefined) {
      latest.current.onPlaying(false);
      return undefined;
    }
    const pause = next.at - (steps[now]?.at ?? next.at);
    const wait = Math.max(LEAST_MS, Math.min(MOST_MS, pause / SPEED));
    const timer = setTimeout(() => latest.current.onStep(next.id), wait);
    return () => clearTimeout(timer);
  }, [isPlaying, steps, currentId]);
  return (
    <Button size="small" on={isPlaying} onClick={() => onPlaying(!isPlaying)}>
      <Icon name={isPlaying ? "pause" : "play"} size={12} />
      {isPlaying ? "Pause" : "Play"}
    </Button>
  );
}
