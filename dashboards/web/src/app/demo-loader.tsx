import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { DemoAnswer } from "@toolmark/query-api/web/answers";
import type { ReactNode } from "react";

import { send } from "../lib/api.ts";
import { countOf } from "../lib/format.ts";
import { meOptions } from "../lib/me.ts";
import { investigatePath } from "../lib/paths.ts";
import { useMay } from "../lib/permissions.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button, buttonClass } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";

import styles from "./first-run.module.css";

/** Loads the demo's story, tells what came, and leads to it. Only for those who may configure. */
export function DemoLoader(): ReactNode {
  const mayLoad = useMay("configure");
  const client = useQueryClient();
  const load = useMutation({
    mutationFn: async () => await send<DemoAnswer>("/v1/demo", {}),
    onSuccess: async () => {
      await client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== meOptions.queryKey[0],
        // Whoever is looking at "nothing was received" should read the result before it is gone.
        refetchType: "none",
      });
    },
  });
  return (
    <div className={styles["demo"]}>
      <div className={styles["demoText"]}>
        <h3>Look at an incident first</h3>
        <p>
          Some minutes at a small company: an agent changes a contact with an approval, another
          reads in bulk through a client that nobody has seen, and is stopped. None of it happened,
          and every event says so: the names of its emitters begin with demo-.
        </p>
      </div>
      {load.data === undefined && (
        <Button kind="primary" disabled={!mayLoad || load.isPending} onClick={() => load.mutate()}>
          {load.isPending ? "Loading the incident…" : "Load the incident"}
        </Button>
      )}
      <div className={styles["result"]} role="status" aria-live="polite">
        {!mayLoad && <p>Only an admin can load it.</p>}
        {load.isError && <ProblemNote error={load.error} onRetry={() => load.mutate()} />}
        {load.data !== undefined && <Loaded answer={load.data} />}
      </div>
    </div>
  );
}

function Loaded({ answer }: { answer: DemoAnswer }): ReactNode {
  const { events, from, to, loaded_before: wasThere } = answer;
  return (
    <p className="row">
      <span>
        {countOf(events, "event")} {wasThere ? "were there already" : "loaded"}.
      </span>
      <AppLink href={investigatePath({ from, to })} className={buttonClass({ kind: "primary" })}>
        Investigate it
      </AppLink>
      <Button onClick={() => window.location.reload()}>Show it here</Button>
    </p>
  );
}
