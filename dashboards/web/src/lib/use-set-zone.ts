import { useNavigate } from "@tanstack/react-router";

import type { Zone } from "./zone.ts";

/** Changes the zone of all times; it stays in the address from page to page. */
export function useSetZone(): (zone: Zone) => void {
  const navigate = useNavigate();
  return (zone) => {
    void navigate({
      to: ".",
      search: (search) => ({ ...search, zone: zone === "local" ? zone : undefined }),
      replace: true,
      resetScroll: false,
    });
  };
}
