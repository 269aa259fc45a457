import type { ReactNode } from "react";

import { useMe } from "../../lib/me.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Panel } from "../../ui/panel.tsx";

import styles from "./integrity-page.module.css";

interface Command {
  does: string;
  code: string;
}

const embedded: readonly Command[] = [
  {
    does: "Is anything missing? Reads every event, checks that positions have no gaps and no repetitions, and the newest thousand events against their seals.",
    code: "toolmark reconcile",
  },
  {
    does: "The same for all seals of a day.",
    code: "toolmark reconcile --from 1d --verify 100000",
  },
];
const scaled: readonly Command[] = [
  {
    does: "Is anything missing? Reads the topic from its oldest record to where the ingesters were, and looks for each record in the store and in quarantine.",
    code: "toolmark reconcile",
  },
  { does: "Publishes what is missing again.", code: "toolmark reconcile --repair" },
];

/** How log and store are compared: by a command, whose result only the command itself tells. */
export function ReconcilePanel(): ReactNode {
  const { data: me } = useMe();
  const isScaled = me?.form === "scaled";
  return (
    <Panel
      title="Log and store"
      note={
        isScaled
          ? "scaled form: two copies that must agree"
          : "embedded form: the store's commit is the log, so there is one copy"
      }
    >
      <div className={styles["words"]}>
        <p>
          A command compares them. It runs where it can reach the service
          {isScaled && ", Kafka and Elasticsearch"}, and its exit status is 6 when something is
          missing, altered, or could not be read.
        </p>
        {(isScaled ? scaled : embedded).map(({ does, code }) => (
          <div key={code} className={styles["command"]}>
            <p>{does}</p>
            <CodeBlock label="Copy the command" code={code} />
          </div>
        ))}
        <p className={styles["unknown"]}>
          <b>Last result: not known here.</b> The command prints its result and keeps it nowhere, so
          this page cannot tell when it ran last or what it found.
        </p>
      </div>
    </Panel>
  );
}
