import { rm } from "node:fs/promises";

import { startEmbedded } from "@toolmark/stack/start-stack";
import type { Stack } from "@toolmark/stack/start-stack";

import { createAuditStory } from "../fixtures/audit-story.ts";
import type { AnswerKey } from "../fixtures/audit-story.ts";
import { postUntilAcknowledged } from "../scenarios/intake.ts";
import { buildPages } from "./build-pages.ts";

/** The embedded form with the audit story in it, serving the pages as they are now; outside of tests. */
export interface ServedStory extends AsyncDisposable {
  stack: Stack;
  answers: AnswerKey;
}

/** Builds the pages, starts the embedded form with them and sends it the story. */
export async function serveStory(): Promise<ServedStory> {
  await using resources = new AsyncDisposableStack();
  const pages = await buildPages();
  resources.defer(() => rm(pages, { recursive: true, force: true }));
  const stack = resources.use(
    await startEmbedded({ env: { TOOLMARK_WEB_DIR: pages, TOOLMARK_QUERY_RATE: "100000" } }),
  );
  const { deliveries, answers } = createAuditStory({ now: Date.now() });
  const giveUp = AbortSignal.timeout(60_000);
  for (const { tenant, lines } of deliveries)
    if (tenant === "default")
      await postUntilAcknowledged(stack, Buffer.from(lines.join("\n")), giveUp);
  const owned = resources.move();
  return { stack, answers, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
