import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { useMay } from "../../lib/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";

/** Shows hidden values, for a reason. */
export interface RevealValuesProps {
  /** The reason that was given; without one values are hidden. */
  purpose: string | undefined;
  /** Takes the reason, or `undefined` to hide the values again. */
  onChange: (purpose: string | undefined) => void;
  /** What is shown then: `the values before and after`. */
  what: string;
}

/**
 * Shows values that are hidden by default once a reason was given, which is recorded with the read.
 * Nothing is drawn for those who may not.
 */
export function RevealValues({ purpose, onChange, what }: RevealValuesProps): ReactNode {
  const may = useMay("payload");
  const [isAsking, setIsAsking] = useState(false);
  if (!may) return null;
  if (purpose !== undefined)
    return (
      <Button kind="ghost" size="small" onClick={() => onChange(undefined)}>
        <Icon name="lock" size={12} />
        Hide values
      </Button>
    );
  return (
    <>
      <Button kind="ghost" size="small" onClick={() => setIsAsking(true)}>
        <Icon name="eye" size={12} />
        Show values
      </Button>
      {isAsking && (
        <RevealDialog
          what={what}
          onClose={() => setIsAsking(false)}
          onGiven={(reason) => {
            setIsAsking(false);
            onChange(reason);
          }}
        />
      )}
    </>
  );
}

/** Asks for the reason of a read that shows hidden values. */
export function RevealDialog(props: {
  what: string;
  onGiven: (purpose: string) => void;
  onClose: () => void;
}): ReactNode {
  const { what, onGiven, onClose } = props;
  const [reason, setReason] = useState("");
  const given = reason.trim();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (given !== "") onGiven(given);
  }

  return (
    <Dialog
      title="Show values"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" form="reveal-reason" disabled={given === ""}>
            Show values
          </Button>
        </>
      }
    >
      <form id="reveal-reason" onSubmit={submit}>
        <TextField
          label="Reason"
          autoFocus
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          note={`Shows ${what}. The reason is recorded with your name; it holds until you leave the page.`}
        />
      </form>
    </Dialog>
  );
}
