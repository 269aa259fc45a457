import type { ReactNode } from "react";

import { iconPaths } from "./icon-paths.ts";
import type { IconName } from "./icon-paths.ts";

/** What an icon is drawn with. */
export interface IconProps {
  name: IconName;
  /** Width and height in pixels; default 14. */
  size?: number;
  /** Width of its lines on the field of 16; default by size, heavier when small. */
  stroke?: number;
  className?: string | undefined;
}

/** An icon in the colour of the text around it. It says nothing to a screen reader: a word stands beside. */
export function Icon({ name, size = 14, stroke, className }: IconProps): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={stroke ?? (size < 13 ? 1.7 : 1.5)}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      className={className}
    >
      <path d={iconPaths[name]} />
    </svg>
  );
}
