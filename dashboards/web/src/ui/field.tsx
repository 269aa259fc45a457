import { useId } from "react";
import type { ComponentProps, ReactNode } from "react";

import { cx } from "../lib/cx.ts";

import styles from "./field.module.css";

interface FieldTexts {
  label: string;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  /** Said below it. */
  note?: ReactNode;
  /** What is wrong with what is written. */
  error?: string | undefined;
  mono?: boolean;
}

/** Props of `TextField`: its texts, and those of the input. */
export interface TextFieldProps extends ComponentProps<"input">, FieldTexts {}

/** A line of text to write, with its label, a note and what is wrong with it. */
export function TextField(props: TextFieldProps): ReactNode {
  const { label, hideLabel, note, error, mono, className, ...rest } = props;
  const id = useId();
  return (
    <Frame id={id} {...{ label, hideLabel, note, error }} className={className}>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        className={cx(styles["control"], mono === true && styles["mono"])}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
    </Frame>
  );
}

/** Props of `TextArea`: its texts, and those of the element. */
export interface TextAreaProps extends ComponentProps<"textarea">, FieldTexts {}

/** Lines of text to write. */
export function TextArea(props: TextAreaProps): ReactNode {
  const { label, hideLabel, note, error, mono, className, ...rest } = props;
  const id = useId();
  return (
    <Frame id={id} {...{ label, hideLabel, note, error }} className={className}>
      <textarea
        rows={3}
        {...rest}
        id={id}
        className={cx(styles["control"], mono === true && styles["mono"])}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-note`}
      />
    </Frame>
  );
}

/** Props of `SelectField`: its texts, its choices, and those of the element. */
export interface SelectFieldProps extends ComponentProps<"select">, FieldTexts {
  options: readonly { value: string; label: string }[];
}

/** One of several choices. */
export function SelectField(props: SelectFieldProps): ReactNode {
  const { label, hideLabel, note, error, mono, options, className, ...rest } = props;
  const id = useId();
  return (
    <Frame id={id} {...{ label, hideLabel, note, error }} className={className}>
      <select
        {...rest}
        id={id}
        className={cx(styles["control"], mono === true && styles["mono"])}
        aria-describedby={`${id}-note`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** Props of `CheckField`: its words, and those of the input. */
export interface CheckFieldProps extends ComponentProps<"input"> {
  children: ReactNode;
}

/** Something that is so or not. */
export function CheckField({ children, className, ...rest }: CheckFieldProps): ReactNode {
  return (
    <label className={cx(styles["check"], className)}>
      <input {...rest} type="checkbox" />
      {children}
    </label>
  );
}

function Frame(props: {
  id: string;
  label: string;
  hideLabel: boolean | undefined;
  note: ReactNode;
  error: string | undefined;
  className: string | undefined;
  children: ReactNode;
}): ReactNode {
  const { id, label, hideLabel, note, error, className, children } = props;
  return (
    <div className={cx(styles["field"], className)}>
      <label htmlFor={id} className={hideLabel === true ? "sr" : styles["label"]}>
        {label}
      </label>
      {children}
      <div id={`${id}-note`}>
        {error !== undefined && (
          <p className={styles["error"]} role="alert">
            {error}
          </p>
        )}
        {error === undefined && note !== undefined && <p className={styles["note"]}>{note}</p>}
      </div>
    </div>
  );
}
