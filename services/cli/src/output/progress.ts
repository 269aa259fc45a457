import type { Output } from "./terminal.ts";
import { clip } from "./text-width.ts";

/** Shows how far long work is; says nothing unless people watch. */
export interface Progress extends Disposable {
  /** Work done, and all of it where that is known. */
  update(done: number, total?: number, note?: string): void;
  /** Removes the line, so that something else can be written. */
  clear(): void;
}

const BAR = 24;
const EVERY_MS = 100;

/** Starts a progress line on a terminal; elsewhere it does nothing. */
export function startProgress(messages: Output, label: string, isQuiet = false): Progress {
  if (!messages.isTerminal || isQuiet)
    return { update: () => {}, clear: () => {}, [Symbol.dispose]: () => {} };
  let shownAt = 0;
  let isShown = false;
  const started = Date.now();
  const put = (text: string) => void messages.write(text).catch(() => {});
  const clear = () => {
    if (isShown) put("\r\u{1b}[K");
    isShown = false;
  };
  return {
    update(done, total, note = "") {
      const now = Date.now();
      if (now - shownAt < EVERY_MS && done !== total) return;
      shownAt = now;
      isShown = true;
      const text = `${label} ${progressText(done, total, now - started)}${note === "" ? "" : `  ${note}`}`;
      put(`\r${clip(text, (messages.columns ?? 80) - 1)}\u{1b}[K`);
    },
    clear,
    [Symbol.dispose]: clear,
  };
}

/** The words of a progress line: a bar, a share and the time left where the total is known. */
export function progressText(done: number, total: number | undefined, elapsedMs: number): string {
  const count = done.toLocaleString("en-US");
  if (total === undefined || total <= 0) return count;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR);
  const bar = "█".repeat(filled) + "░".repeat(BAR - filled);
  const left = share > 0.02 && share < 1 ? (elapsedMs / share) * (1 - share) : undefined;
  const rest = left === undefined ? "" : `  ${Math.ceil(left / 1000)} s left`;
  return `${bar} ${Math.floor(share * 100)}%  ${count}/${total.toLocaleString("en-US")}${rest}`;
}
