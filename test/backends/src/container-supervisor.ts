import { setTimeout as delay } from "node:timers/promises";

import { removeLabelled } from "./docker-engine.ts";
import { untilParentEnds } from "./until-parent-ends.ts";

/*
 * A process of its own, started by ./start-container.ts before it creates a container: when its
 * parent ends, however, it removes every container with the label.
 */

const TRIES = 10;
const TRY_EVERY_MS = 500;

const [engine = "", label = ""] = process.argv.slice(2);
await untilParentEnds();
// A container that was being created when the parent died may appear a moment later.
for (let attempt = 0; attempt < TRIES; attempt += 1) {
  // So may an engine that is busy; one that is gone took its containers along.
  const removed = await removeLabelled(engine, label).catch(() => 0);
  if (removed > 0) break;
  await delay(TRY_EVERY_MS);
}
process.exit(0);
