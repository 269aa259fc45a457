import type { ReactNode } from "react";

/**
 * Puts something around content: a link of the router, a menu. The charts know no pages, so who uses
 * them says where a count leads.
 */
export type Wrap = (content: ReactNode) => ReactNode;

/** The content as it is, or in what is to be around it. */
export function wrapped(content: ReactNode, wrap: Wrap | undefined): ReactNode {
  return wrap === undefined ? content : wrap(content);
}
