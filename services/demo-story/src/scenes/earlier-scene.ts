import { emitters } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";
import { createRandom, someWork, workers } from "./everyday-scene.ts";

/** How far back ordinary work goes, milliseconds. */
export const EARLIER_MS = 48 * 3_600_000;

const HEARTBEAT_S = 540;
const STORY_S = 560;

/**
 * Two days of ordinary work before the story, more by day than by night: what is new in the story is
 * new against something.
 */
export function tellEarlier({ call, fact }: StoryWriter): void {
  const random = createRandom(20_262);
  const seconds = EARLIER_MS / 1000;
  for (let before = seconds; before > STORY_S; before -= 25 + random() * 90) {
    // The story happens by day, and the same hours of the days before are busy as well.
    const hoursBack = (before / 3600) % 24;
    const share = hoursBack < 7 || hoursBack > 19 ? 1 : 0.25;
    if (random() > share) continue;
    const worker = workers[Math.floor(random() * workers.length)];
    const day = Math.ceil(before / 86_400);
    if (worker !== undefined)
      call({ ...worker, session: `${worker.session}-${day}`, ...someWork(random), before });
  }
  for (const emitter of Object.values(emitters))
    for (let before = seconds; before > STORY_S; before -= HEARTBEAT_S)
      fact({ before, type: "emitter.heartbeat", emitter });
}
