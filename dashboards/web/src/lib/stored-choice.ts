import { useSyncExternalStore } from "react";

/** A choice that this browser keeps, such as the theme: not part of what is looked at. */
export interface StoredChoice<Value extends string> {
  read(): Value;
  write(value: Value): void;
  /** The choice, kept current across tabs. */
  use(): Value;
}

/**
 * Creates a choice among values; the first is taken where none is kept, or the browser keeps nothing.
 */
export function createStoredChoice<const Value extends string>(
  key: string,
  values: readonly [Value, ...Value[]],
): StoredChoice<Value> {
  const listeners = new Set<() => void>();
  let fallback: Value = values[0];

  function read(): Value {
    let kept: string | null = null;
    try {
      kept = window.localStorage.getItem(key);
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
    }
    return values.find((value) => value === kept) ?? fallback;
  }

  function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    window.addEventListener("storage", listener);
    return () => {
      listeners.delete(listener);
      window.removeEventListener("storage", listener);
    };
  }

  return {
    read,
    write(value) {
      fallback = value;
      try {
        window.localStorage.setItem(key, value);
      } catch {
        // As above.
      }
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, read),
  };
}
