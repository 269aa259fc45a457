import { useEffect } from "react";

/**
 * Gives the first Ctrl-F (or Cmd-F) to the page's own search, since a browser finds no rows that
 * are not rendered. A second press is the browser's.
 *
 * @param onFind moves the focus to the search, or returns false where it is there already.
 */
export function useFindKey(onFind: (() => boolean) | undefined): void {
  useEffect(() => {
    if (onFind === undefined) return undefined;
    const listen = (event: KeyboardEvent) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
      if (isFind && event.key.toLowerCase() === "f" && onFind()) event.preventDefault();
    };
    globalThis.addEventListener("keydown", listen);
    return () => globalThis.removeEventListener("keydown", listen);
  }, [onFind]);
}
