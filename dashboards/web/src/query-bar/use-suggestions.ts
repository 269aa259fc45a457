import { useMemo, useState } from "react";

import type { TypedRange } from "./lift-time.ts";
import { recentQueries } from "./recent-queries.ts";
import {
  fieldAtCursor,
  firstSuggestions,
  recentSuggestions,
  suggestionsAt,
} from "./suggestions.ts";
import type { Suggestion } from "./suggestions.ts";
import { useFacetValues } from "./use-facet-values.ts";

/** The popup of the bar. */
export interface SuggestionPopup {
  isOpen: boolean;
  suggestions: readonly Suggestion[];
  /** Number of the one that the arrows stand on. */
  active: number | undefined;
  isLoading: boolean;
  open: () => void;
  close: () => void;
  point: (index: number) => void;
  /**
   * Takes a key: a suggestion that is accepted with it, `true` when it did something else, `undefined`
   * when it is not for the popup.
   */
  press: (key: string, isControl: boolean) => Suggestion | true | undefined;
}

/** What could stand at the cursor, and which of it is chosen. */
export function useSuggestions(text: string, cursor: number, range: TypedRange): SuggestionPopup {
  const [isOpen, setIsOpen] = useState(false);
  const [chosen, setChosen] = useState<{ at: number; for: string } | undefined>(undefined);
  const place = `${cursor}\n${text}`;
  const field = useMemo(() => fieldAtCursor(text, cursor), [text, cursor]);
  const { values, isLoading } = useFacetValues(isOpen ? field : undefined, range);
  const suggestions = useMemo(
    () =>
      isOpen
        ? text.trim() === ""
          ? [...recentSuggestions(text, recentQueries()), ...firstSuggestions()]
          : suggestionsAt(text, cursor, values)
        : [],
    [isOpen, text, cursor, values],
  );
  const active = chosen?.for === place && chosen.at < suggestions.length ? chosen.at : undefined;

  function move(by: 1 | -1): true {
    const size = suggestions.length;
    const from = active ?? (by === 1 ? -1 : size);
    setChosen(size === 0 ? undefined : { at: (from + by + size) % size, for: place });
    return true;
  }

  function press(key: string, isControl: boolean): Suggestion | true | undefined {
    if (!isOpen) {
      if (key !== "ArrowDown" && !(key === " " && isControl)) return undefined;
      setIsOpen(true);
      return true;
    }
    switch (key) {
      case "ArrowDown":
        return move(1);
      case "ArrowUp":
        return move(-1);
      case "Escape":
        setIsOpen(false);
        return true;
      case "Enter":
        return active === undefined ? undefined : suggestions[active];
      case "Tab":
        return active === undefined ? begun(suggestions[0], text) : suggestions[active];
      default:
        return undefined;
    }
  }

  return {
    isOpen,
    suggestions,
    active,
    isLoading,
    open: () => setIsOpen(true),
    close: () => setIsOpen(false),
    point: (at) => setChosen({ at, for: place }),
    press,
  };
}

// Tab goes on to the next control unless a word is begun that it would complete.
function begun(first: Suggestion | undefined, text: string): Suggestion | undefined {
  if (first === undefined || first.kind === "recent" || first.start === first.end) return undefined;
  return text.slice(first.start, first.end) === first.insert ? undefined : first;
}
