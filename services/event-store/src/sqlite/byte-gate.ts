/** Lets work in while what is inside stays below a number of bytes; the rest waits in order. */
export interface ByteGate {
  /** Resolves when there is room; dispose what it gives to make room again. */
  enter(bytes: number): Promise<Disposable>;
}

/** A gate of `capacity` bytes. Work that is larger than that is let in alone. */
export function createByteGate(capacity: number): ByteGate {
  const waiting: { bytes: number; enter: () => void }[] = [];
  let inside = 0;

  function admit(): void {
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      if (inside > 0 && inside + first.bytes > capacity) return;
      waiting.shift();
      inside += first.bytes;
      first.enter();
    }
  }

  return {
    async enter(bytes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ bytes, enter: resolve });
      admit();
      await promise;
      return {
        [Symbol.dispose]() {
          inside -= bytes;
          admit();
        },
      };
    },
  };
}
