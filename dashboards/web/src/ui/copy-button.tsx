import type { ReactNode } from "react";

import { copyText } from "../lib/clipboard.ts";
import { toast } from "../lib/toasts.ts";
import { hasHidden } from "../lib/visible-pieces.ts";
import { Button } from "./button.tsx";
import { IconButton } from "./icon-button.tsx";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

/** A button that copies a value. */
export interface CopyButtonProps {
  /** The raw value, never cut; given as a function, it is made on the click. */
  value: string | (() => string);
  /** What is copied: `Copy id`. */
  label: string;
  shortcut?: string | undefined;
  icon?: IconName;
  /** With its label shown. */
  long?: boolean;
}

/** Copies a value as it is and says so; it warns where characters in it cannot be seen. */
export function CopyButton(props: CopyButtonProps): ReactNode {
  const { value, label, shortcut, icon = "copy", long = false } = props;
  const copy = () => void copyValue(typeof value === "function" ? value() : value);
  if (!long) return <IconButton icon={icon} label={label} shortcut={shortcut} onClick={copy} />;
  return (
    <Button kind="ghost" onClick={copy} aria-keyshortcuts={shortcut}>
      <Icon name={icon} size={13} />
      {label}
    </Button>
  );
}

/** Copies a raw value and tells how it went. */
export async function copyValue(value: string): Promise<void> {
  if (!(await copyText(value))) toast("The browser did not allow to copy", "problem");
  else if (hasHidden(value.replaceAll(/[\n\t]/g, "")))
    toast("Copied as it is, with characters that cannot be seen");
  else toast("Copied");
}
