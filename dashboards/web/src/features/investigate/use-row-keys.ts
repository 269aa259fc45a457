import { useRouter } from "@tanstack/react-router";
import type { EventView } from "@toolmark/query-api/event-view";
import type { RefObject } from "react";

import type { GridSpot } from "../../grid/grid-item.ts";
import { actorPath, keepingPlace, resourcePath, sessionPath } from "../../lib/paths.ts";
import { filterPath } from "../../lib/value-actions.ts";
import { copyValue } from "../../ui/copy-button.tsx";
import { absoluteLink } from "./absolute-link.ts";
import { shownResource, valueAt } from "./shown-event.ts";
import type { ShownState } from "./shown-state.ts";

/**
 * What keys do with the row or cell that they act on; told whether they meant something. Where the row
 * as a whole has the keys, what needs a value opens the menu of all its values.
 */
export function useRowKeys(parts: {
  shown: ShownState;
  eventAt: (spot: GridSpot | undefined) => EventView | undefined;
  box: RefObject<HTMLElement | null>;
  onMenu: (spot: GridSpot, place: { x: number; y: number }) => void;
}): (key: string, spot: GridSpot | undefined) => boolean {
  const { shown, eventAt, box, onMenu } = parts;
  const router = useRouter();
  const go = (path: string | undefined): boolean => {
    if (path === undefined) return false;
    router.history.push(keepingPlace(path, router.state.location.searchStr));
    return true;
  };

  return (key, spot) => {
    const event = eventAt(spot);
    if (event === undefined || spot === undefined) return false;
    switch (key) {
      case "f":
      case "x": {
        const value = spot.column === undefined ? undefined : valueAt(event, spot.column);
        if (value === undefined) {
          onMenu({ id: spot.id }, rowPlace(box.current));
          return true;
        }
        const { pathname, searchStr } = router.state.location;
        const place = { pathname, search: searchStr };
        return go(filterPath(place, value.field, value.value, key === "f" ? "is" : "not"));
      }
      case "s":
        return go(event.session && sessionPath(event.session.id));
      case "r": {
        const uri = shownResource(event);
        return go(uri === undefined ? undefined : resourcePath(uri));
      }
      case "a":
        return go(event.actor?.id === undefined ? undefined : actorPath(event.actor.id));
      case "c":
        void copyValue(absoluteLink(shown, spot.id));
        return true;
      case "J":
        void copyValue(JSON.stringify(event, undefined, 2));
        return true;
      case "m": {
        const pin = box.current?.ownerDocument.querySelector<HTMLElement>("[data-pin-row]");
        pin?.click();
        return pin !== null;
      }
      default:
        return false;
    }
  };
}

function rowPlace(box: HTMLElement | null): { x: number; y: number } {
  const row = box?.querySelector("[aria-selected=true]")?.getBoundingClientRect();
  return { x: (row?.left ?? 0) + 20, y: row?.bottom ?? 0 };
}
