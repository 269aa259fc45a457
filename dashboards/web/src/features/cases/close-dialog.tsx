import type { CaseAnswer } from "@toolmark/query-api/cases/answers";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { useMe } from "../../lib/me.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { changedText, stepsSince } from "./case-changes.ts";
import { isConflict, useChangeCase } from "./use-cases.ts";

import styles from "./case-page.module.css";

/** Closes a case with what came of it. It cannot be opened again, so it is said. */
export function CloseDialog(props: { one: CaseAnswer; onClose: () => void }): ReactNode {
  const { one, onClose } = props;
  const { data: me } = useMe();
  const [note, setNote] = useState("");
  const [begun] = useState(one);
  const close = useChangeCase(async (text: string) => await api.cases.close(one.id, text));
  const since = changedText(stepsSince(begun, one, me?.name ?? ""));

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (note.trim() === "" || close.isPending) return;
    close.mutate(note.trim(), {
      onSuccess: () => {
        toast("Case closed");
        onClose();
      },
    });
  }

  return (
    <Dialog
      title="Close the case"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            form="close-case"
            disabled={note.trim() === "" || close.isPending || one.state === "closed"}
          >
            Close the case
          </Button>
        </>
      }
    >
      <form id="close-case" onSubmit={submit} className={styles.form}>
        {(since !== undefined || isConflict(close.error)) && (
          <p className={styles.changed} role="alert">
            <SafeText value={since ?? "The case changed"} cap={300} /> since you opened this. What
            you wrote is kept.
          </p>
        )}
        {close.error !== null && !isConflict(close.error) && <ProblemNote error={close.error} />}
        <TextArea
          label="What came of it"
          autoFocus
          required
          rows={4}
          maxLength={8192}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          note="A closed case takes no more pins or notes and is not opened again."
        />
      </form>
    </Dialog>
  );
}
