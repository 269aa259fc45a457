import { z } from "zod";

const KEY = "toolmark.queries";
const MOST = 8;
const Kept = z.array(z.string().max(2048)).max(MOST);

/** The queries that ran last in this browser, newest first; none where it keeps nothing. */
export function recentQueries(): string[] {
  try {
    const read = Kept.safeParse(JSON.parse(window.localStorage.getItem(KEY) ?? "[]"));
    return read.success ? read.data : [];
  } catch {
    return [];
  }
}

/** Keeps a query as the one that ran last. */
export function keepQuery(text: string): void {
  if (text.trim() === "") return;
  const kept = [text, ...recentQueries().filter((other) => other !== text)].slice(0, MOST);
  try {
    window.localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Storage is switched off or full: the list is a convenience.
  }
}
