import type { ReactNode } from "react";

import { countText } from "../lib/format.ts";

/** What of a count is shown. */
export interface CountTextProps {
  count: number;
  /** `false`: there are at least so many. */
  exact?: boolean | undefined;
  /** What is counted: one, and many where it is not one with an `s`. */
  of?: readonly [one: string, many?: string];
  className?: string | undefined;
}

/** A count that says when it is a lower bound: `10,000+ events`. */
export function CountText({ count, exact = true, of, className }: CountTextProps): ReactNode {
  const [one, many] = of ?? [];
  const noun = count === 1 && exact ? one : (many ?? (one && `${one}s`));
  return (
    <span className={className} title={exact ? undefined : "at least so many; not counted further"}>
      {countText(count)}
      {!exact && "+"}
      {noun !== undefined && ` ${noun}`}
    </span>
  );
}
