import { useRouter } from "@tanstack/react-router";
import type { ComponentProps, MouseEvent, ReactNode } from "react";

import { keepingPlace } from "../lib/paths.ts";

/** Props of `AppLink`: those of an anchor. */
export interface AppLinkProps extends ComponentProps<"a"> {
  /** Address within these pages, from `lib/paths`. The zone and the tenant are added. */
  href: string;
}

/**
 * A link to an address of these pages that is made at run time, such as a pivot from a value. A real
 * anchor: it can be opened in a new tab, and a plain click stays in the page.
 */
export function AppLink({ href, onClick, ...rest }: AppLinkProps): ReactNode {
  const router = useRouter();
  const address = keepingPlace(href, router.state.location.searchStr);

  function follow(event: MouseEvent<HTMLAnchorElement>): void {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || rest.target === "_blank") return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    router.history.push(address);
  }

  return <a {...rest} href={address} onClick={follow} />;
}
