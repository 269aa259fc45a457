import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReplayOneAnswer } from "@toolmark/query-api/quarantine-replay/answers";
import type { QuarantineReason } from "@toolmark/schemas/normalized-event";
import { useRef, useState } from "react";
import type { ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { countOf, countText } from "../../lib/format.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { PurposeDialog } from "./purpose-dialog.tsx";
import { addReplay, expectedText, noReplay, reasonWord } from "./replay.ts";
import type { ReplayProgress } from "./replay.ts";

import styles from "./purpose-dialog.module.css";

/** Records of one request. */
const AT_ONCE = 100;

/** Sends one refused record through the pipeline again, for a reason. */
export function ReplayOneDialog({ id, onClose }: { id: string; onClose: () => void }): ReactNode {
  const queries = useQueryClient();
  const replay = useMutation<ReplayOneAnswer, unknown, string>({
    mutationFn: async (reason) => await api.replayQuarantined(id, { reason }),
    onSuccess({ expected }) {
      toast(
        expected === "event"
          ? "Replayed; it should be stored as an event now"
          : `Replayed; it will be refused again: ${reasonWord(expected)}`,
      );
      onClose();
      void queries.invalidateQueries({ queryKey: ["/v1/quarantine"] });
    },
  });
  return (
    <PurposeDialog
      title="Replay a record"
      label="Why is it replayed?"
      action={replay.isPending ? "Replaying…" : "Replay"}
      onAnswer={(reason) => {
        if (!replay.isPending) replay.mutate(reason);
      }}
      onClose={onClose}
    >
      <p>
        Its bytes go into the log again, with the tenant and emitter that were stamped on them
        first. The record itself stays in quarantine as evidence.
      </p>
      {replay.error !== null && <ProblemNote error={replay.error} />}
    </PurposeDialog>
  );
}

/** Sends all records that were refused for one reason through the pipeline again, a hundred at a time. */
export function ReplayManyDialog(props: {
  reason: QuarantineReason;
  count: number;
  onClose: () => void;
}): ReactNode {
  const { reason, count, onClose } = props;
  const queries = useQueryClient();
  const isStopped = useRef(false);
  const [progress, setProgress] = useState<ReplayProgress>(noReplay);
  const replay = useMutation<void, unknown, string>({
    async mutationFn(purpose) {
      let cursor: string | undefined;
      do {
        const answer = await api.replayQuarantine({
          quarantine_reason: reason,
          reason: purpose,
          limit: AT_ONCE,
          ...(cursor !== undefined && { cursor }),
        });
        setProgress((before) => addReplay(before, answer));
        ({ cursor } = answer);
      } while (cursor !== undefined && !isStopped.current);
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ["/v1/quarantine"] }),
  });

  if (replay.isIdle)
    return (
      <PurposeDialog
        title={`Replay ${countOf(count, "record")}`}
        label="Why are they replayed?"
        action={`Replay ${countOf(count, "record")}`}
        onAnswer={(purpose) => replay.mutate(purpose)}
        onClose={onClose}
      >
        <p>
          All records that were refused as “{reasonWord(reason)}” go into the log again, newest
          first. They stay in quarantine as evidence.
        </p>
      </PurposeDialog>
    );
  const done = progress.replayed + progress.skipped;
  return (
    <Dialog
      title={replay.isPending ? "Replaying" : "Replayed"}
      onClose={() => {
        isStopped.current = true;
        onClose();
      }}
    >
      <div className={styles["form"]}>
        <progress
          className={styles["progress"]}
          max={Math.max(count, done)}
          value={done}
          aria-label="Replayed records"
        />
        <p aria-live="polite">
          {countText(done)} of {countOf(Math.max(count, done), "record")}
          {progress.skipped > 0 &&
            `; ${countOf(progress.skipped, "record")} left out, whose bytes are not held whole`}
        </p>
        <ul className={styles["results"]}>
          {expectedText(progress.expected).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
        {replay.error !== null && (
          <ProblemNote error={replay.error} note="What was replayed before stays replayed." />
        )}
        <div className={styles["end"]}>
          {replay.isPending ? (
            <Button
              onClick={() => {
                isStopped.current = true;
              }}
            >
              Stop after this hundred
            </Button>
          ) : (
            <Button kind="primary" onClick={onClose}>
              Close
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
