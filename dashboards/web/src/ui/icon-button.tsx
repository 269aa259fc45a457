import type { ReactNode } from "react";

import { Button } from "./button.tsx";
import type { ButtonProps } from "./button.tsx";
import type { IconName } from "./icon-paths.ts";
import { Icon } from "./icon.tsx";

/** Props of `IconButton`. */
export interface IconButtonProps extends Omit<ButtonProps, "children" | "square" | "title"> {
  icon: IconName;
  /** What it does, in words. */
  label: string;
  /** The key that does the same, told in the title. */
  shortcut?: string | undefined;
  iconSize?: number;
}

/** A button that shows an icon and is named in words, with its key where there is one. */
export function IconButton(props: IconButtonProps): ReactNode {
  const { icon, label, shortcut, iconSize = 14, kind = "ghost", size = "small", ...rest } = props;
  return (
    <Button
      {...rest}
      kind={kind}
      size={size}
      square
      aria-label={label}
      aria-keyshortcuts={shortcut}
      title={shortcut === undefined ? label : `${label} (${shortcut})`}
    >
      <Icon name={icon} size={iconSize} />
    </Button>
  );
}
