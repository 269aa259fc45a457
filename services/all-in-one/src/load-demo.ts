import { createCollector } from "@toolmark/collector/create-collector";
import type { EventLog } from "@toolmark/event-log/event-log";
import type { EventStore } from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import type { LoadDemo } from "@toolmark/query-api/web/demo-route";
import { AuditError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";

/** Name under which the intake knows who sends the story. */
const SENDER = "demo";

/**
 * Creates what loads the demo's story into a tenant. Its events take the way of any emitter's: through
 * the intake into the log. Their ids are always the same, and the story that is there already says
 * when it happened, so loading it again adds only what is missing.
 */
export function createDemoLoader(options: {
  store: EventStore;
  log: EventLog;
  logger: Logger;
}): LoadDemo {
  const { store, log, logger } = options;
  // Two at once must not tell the story at two times.
  let last: Promise<unknown> = Promise.resolve();

  async function load(tenant: string): ReturnType<LoadDemo> {
    // Who has no demo does not load it.
    const { createDemoStory, STORY_MARKER } =
      await import("@toolmark/demo-story/create-demo-story");
    const known = (await store.get(tenant, [STORY_MARKER.id])).get(STORY_MARKER.id);
    const end = known === undefined ? Date.now() : Date.parse(openDocument(known).time.occurred);
    const story = createDemoStory(end);
    const sender = { name: SENDER, role: "emitter", tenant } as const;
    const intake = createCollector({ log, logger, authenticate: async () => sender });
    for (const batch of story.batches) {
      const response = await intake.request("/v1/events", {
        method: "POST",
        headers: { authorization: "Bearer demo", "content-type": "application/x-ndjson" },
        body: batch.join("\n"),
      });
      if (!response.ok)
        throw new AuditError(
          "log_unavailable",
          "the story could not be written completely; load it again",
        );
    }
    return {
      events: story.events,
      from: story.from,
      to: story.to,
      wasLoaded: known !== undefined,
    };
  }

  return async (tenant) => {
    const loading = last.then(async () => await load(tenant));
    last = loading.catch(() => undefined);
    return await loading;
  };
}
