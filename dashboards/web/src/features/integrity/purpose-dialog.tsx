import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";

import styles from "./purpose-dialog.module.css";

/** Props of `PurposeDialog`. */
export interface PurposeDialogProps {
  title: string;
  /** What is done, and what of it is recorded. */
  children: ReactNode;
  /** Label of the field. */
  label: string;
  /** What the button does. */
  action: string;
  onAnswer: (purpose: string) => void;
  onClose: () => void;
}

/** Asks for the reason of something that is recorded with it. */
export function PurposeDialog(props: PurposeDialogProps): ReactNode {
  const { title, children, label, action, onAnswer, onClose } = props;
  const [purpose, setPurpose] = useState("");
  const written = purpose.trim();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (written !== "") onAnswer(written);
  }

  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles["form"]} onSubmit={submit}>
        {children}
        <TextField
          label={label}
          note="Recorded in the trail with your name."
          autoFocus
          required
          maxLength={1024}
          value={purpose}
          onChange={(event) => setPurpose(event.currentTarget.value)}
        />
        <Button type="submit" kind="primary" disabled={written === ""}>
          {action}
        </Button>
      </form>
    </Dialog>
  );
}
