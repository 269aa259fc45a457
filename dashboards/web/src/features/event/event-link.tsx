import { useLocation } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";

import { parseSearch, stringifySearch } from "../../lib/search-codec.ts";
import { AppLink } from "../../ui/app-link.tsx";

/** Props of `EventLink`: those of an anchor. */
export interface EventLinkProps extends Omit<ComponentProps<"a">, "href" | "id"> {
  /** The event to open. */
  eventId: string;
}

/** A link that opens another event in the drawer of this page. */
export function EventLink({ eventId, ...rest }: EventLinkProps): ReactNode {
  const path = useLocation({ select: ({ pathname }) => pathname });
  const search = useLocation({ select: ({ searchStr }) => searchStr });
  const href = `${path}${stringifySearch({ ...parseSearch(search), e: eventId })}`;
  return <AppLink {...rest} href={href} />;
}
