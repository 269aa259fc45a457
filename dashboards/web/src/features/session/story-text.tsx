import type { ReactNode } from "react";

import { SafeText } from "../../ui/safe-text.tsx";
import { EventLink } from "../event/event-link.tsx";
import type { StepStory } from "./step-story.ts";

import styles from "./session-page.module.css";

/** What led to a step, in a line; steps that it names open in the drawer. */
export function StoryText({ story }: { story: StepStory }): ReactNode {
  return story.pieces.map((piece, index) =>
    "say" in piece ? (
      <span key={index}>{piece.say}</span>
    ) : "value" in piece ? (
      <SafeText key={index} value={piece.value} cap={120} />
    ) : (
      <EventLink key={index} eventId={piece.step.id} className={styles.link}>
        step {piece.step.number}
      </EventLink>
    ),
  );
}
