import { z } from "@hono/zod-openapi";
import { AuditError } from "@toolmark/runtime/errors";

import { changeRoute } from "../read-route.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { DemoAnswer } from "./answers.ts";

/** Publishes the demo's story in a tenant; again, it adds only what is missing. */
export type LoadDemo = (tenant: string) => Promise<{
  events: number;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  wasLoaded: boolean;
}>;

/** Adds `POST /v1/demo`. */
export function addDemoRoute(
  app: QueryApp,
  { admit }: Pick<RouteContext, "admit">,
  load: LoadDemo | undefined,
): void {
  app.openapi(
    changeRoute({
      method: "post",
      path: "/v1/demo",
      summary: "Loads the demo's story, events of emitters whose names begin with demo-",
      admit,
      permission: "configure",
      params: z.object({}),
      body: z.strictObject({}),
      answer: DemoAnswer,
      status: 200,
    }),
    async (c) => {
      const { reader, note, record } = c.var;
      if (load === undefined)
        throw new AuditError(
          "not_found",
          "there is no demo here; the embedded form has one with TOOLMARK_DEMO=on",
        );
      // Recorded first: what is in the trail is then never without who brought it there.
      await record({ type: "audit.config_changed", note: { query: "load the demo's story" } });
      note.isRecorded = true;
      const { events, from, to, wasLoaded } = await load(reader.tenant);
      const answer: DemoAnswer = {
        events,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        loaded_before: wasLoaded,
      };
      return c.json(answer, 200);
    },
  );
}
