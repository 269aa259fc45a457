import type { CaseAnswer } from "@toolmark/query-api/cases/answers";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { useMe } from "../../lib/me.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { changedText, stepsSince } from "./case-changes.ts";
import { useNoteDraft } from "./note-drafts.ts";
import { isConflict, useChangeCase } from "./use-cases.ts";

import styles from "./case-page.module.css";

const MAX_NOTE = 8192;

/** The notes of a case, oldest first, and the one that is being written. */
export function CaseNotes({ one }: { one: CaseAnswer }): ReactNode {
  return (
    <>
      <ol>
        {one.notes.map((note) => (
          <li key={note.id} className={styles.note}>
            <p className={styles.by}>
              <b>
                <SafeText value={note.by} cap={80} />
              </b>
              <TimeText at={note.at} form="minute" />
              {note.imported !== undefined && (
                <span>
                  imported by <SafeText value={note.imported.by} cap={80} />
                </span>
              )}
            </p>
            <p className={styles.text}>
              <SafeText value={note.text} lines cap={4000} expandable />
            </p>
          </li>
        ))}
      </ol>
      <NoteForm one={one} />
    </>
  );
}

/**
 * Writes a note. Where the case changed meanwhile, what others did is told; where it takes no notes any
 * more, the text stays, to be sent to another case or after another look.
 */
function NoteForm({ one }: { one: CaseAnswer }): ReactNode {
  const { data: me } = useMe();
  const [text, setText] = useNoteDraft(one.id);
  const [begun, setBegun] = useState<CaseAnswer>();
  const [told, setTold] = useState<string>();
  const add = useChangeCase(async (note: string) => await api.cases.note(one.id, note));
  const since = changedText(stepsSince(begun ?? one, one, me?.name ?? ""));
  const isClosed = one.state === "closed";

  function submit(event: FormEvent): void {
    event.preventDefault();
    const note = text.trim();
    if (note === "" || add.isPending) return;
    const before = begun ?? one;
    add.mutate(note, {
      onSuccess: (after) => {
        setText("");
        setBegun(undefined);
        setTold(changedText(stepsSince(before, after, me?.name ?? "")));
        toast("Note added");
      },
    });
  }

  if (isClosed && text === "" && add.error === null) return null;
  return (
    <form className={styles.form} onSubmit={submit}>
      {isConflict(add.error) ? (
        <p className={styles.changed} role="alert">
          <SafeText value={since ?? "The case changed"} cap={300} /> since you began. Your note is
          kept
          {isClosed ? ": copy it, or open another case." : ". Look again, then send it."}
        </p>
      ) : (
        add.error !== null && <ProblemNote error={add.error} note="Your note is kept." />
      )}
      {told !== undefined && add.error === null && (
        <p className={styles.changed} role="status">
          Meanwhile <SafeText value={told} cap={300} />.
        </p>
      )}
      <TextArea
        label="Add a note"
        rows={4}
        maxLength={MAX_NOTE}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setTold(undefined);
          if (begun === undefined) setBegun(one);
        }}
        note="Plain text. It is recorded as you send it and stays."
      />
      <div className={styles.row}>
        <Button
          kind="primary"
          type="submit"
          disabled={text.trim() === "" || add.isPending || isClosed}
        >
          Add note
        </Button>
        {text.length > MAX_NOTE - 500 && <span>{MAX_NOTE - text.length} characters left</span>}
      </div>
    </form>
  );
}
