import type { ComponentProps, ReactNode } from "react";

import { cx } from "../lib/cx.ts";

import styles from "./button.module.css";

/** How a button looks. */
export interface ButtonLook {
  /** `primary` for the one action that a place is for, `ghost` where many stand in a row. */
  kind?: "plain" | "primary" | "ghost";
  size?: "medium" | "small";
  /** What it switches is on. Also told to screen readers, as `aria-pressed`. */
  on?: boolean | undefined;
  /** As wide as high, for an icon alone. */
  square?: boolean;
}

/** Props of `Button`: its look, and those of the element. */
export interface ButtonProps extends Omit<ComponentProps<"button">, "type">, ButtonLook {
  type?: "button" | "submit";
}

/** The class of a button's look, for links that look like one. */
export function buttonClass(look: ButtonLook = {}, className?: string): string | undefined {
  const { kind = "plain", size = "medium", on, square } = look;
  return cx(
    styles["button"],
    kind === "primary" && styles["primary"],
    kind === "ghost" && styles["ghost"],
    size === "small" && styles["small"],
    square === true && styles["square"],
    on === true && styles["on"],
    className,
  );
}

/** A button; it submits a form only when told so. */
export function Button(props: ButtonProps): ReactNode {
  const { kind, size, on, square, className, type = "button", ...rest } = props;
  const look: ButtonLook = {
    ...(kind !== undefined && { kind }),
    ...(size !== undefined && { size }),
    ...(square !== undefined && { square }),
    on,
  };
  return (
    <button
      aria-pressed={on}
      {...rest}
      // oxlint-disable-next-line react/button-has-type -- one of the two that the props allow
      type={type}
      className={buttonClass(look, className)}
    />
  );
}

/** Buttons in one frame, which belong together. */
export function ButtonGroup(props: { label: string; children: ReactNode }): ReactNode {
  return (
    <div role="group" aria-label={props.label} className={styles["segment"]}>
      {props.children}
    </div>
  );
}
