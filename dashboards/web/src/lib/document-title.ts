import { useEffect } from "react";

/** Names the page in the browser's title. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = title === "" ? "Toolmark" : `${title} · Toolmark`;
  }, [title]);
}
