import type { ReactNode } from "react";

import { useMe } from "../lib/me.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { Icon } from "../ui/icon.tsx";
import { DemoLoader } from "./demo-loader.tsx";

import styles from "./first-run.module.css";

/** What is shown while nothing was ever received. */
export interface FirstRunProps {
  /** Asks again whether something came. */
  onLookAgain: () => unknown;
}

/**
 * The first minutes: how a tool server is connected, how events are sent without the emitter, and, where
 * the service has it, a story to look at first.
 */
export function FirstRun({ onLookAgain }: FirstRunProps): ReactNode {
  const { data: me } = useMe();
  const { origin } = window.location;
  return (
    <section className={styles["first"]} aria-labelledby="first-run">
      <div className={styles["inner"]}>
        <div className={styles["lead"]}>
          <h2 id="first-run">Nothing was ever received here</h2>
          <p>
            Toolmark shows what agents do with tools as soon as one tool server says so. Connect a
            server below; its next call is on this page within seconds.
          </p>
        </div>
        {me?.demo === true && <DemoLoader />}
        <div className={styles["ways"]}>
          <div className={styles["way"]}>
            <h3>A tool server with the emitter</h3>
            <p>
              Two lines in a server of the MCP SDK, 1.x or 2.x. Secrets are replaced before anything
              leaves its process.
            </p>
            <CodeBlock label="Copy the code" code={emitterCode(origin)} />
          </div>
          <div className={styles["way"]}>
            <h3>Anything that speaks HTTP</h3>
            <p>
              One event or thousands as a JSON array or NDJSON, each answered by itself. The token
              of an emitter writes and reads nothing; the embedded form keeps one in{" "}
              <span className="mono">emitter.token</span> of its data directory.
            </p>
            <CodeBlock label="Copy the command" code={curlCommand(origin)} />
          </div>
        </div>
        <div className={styles["wait"]}>
          <Button onClick={() => void onLookAgain()}>
            <Icon name="refresh" size={13} />
            Look again
          </Button>
          {me?.servers !== undefined && (
            <span>You can see {me.servers.length} servers only: others may have sent events.</span>
          )}
        </div>
      </div>
    </section>
  );
}

function emitterCode(origin: string): string {
  return `import { auditServer } from "@toolmark/emitter";
import { httpExporter } from "@toolmark/emitter/http-exporter";

const exporter = httpExporter({
  url: "${origin}",
  token: process.env.TOOLMARK_TOKEN,
});
auditServer(server, { exporter, environment: "prod" });`;
}

function curlCommand(origin: string): string {
  const event = {
    schema: "toolmark.event/1",
    event: { id: crypto.randomUUID(), type: "emitter.started" },
    time: { occurred: new Date().toISOString() },
    vantage: "server",
    emitter: { id: "my-server" },
  };
  return `curl ${origin}/v1/events \\
  -H "Authorization: Bearer $TOOLMARK_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify([event], null, 2)}'`;
}
