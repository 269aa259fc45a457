import { AuditError, describeError } from "@toolmark/runtime/errors";

import type { SealerCalls } from "./sealer-worker.ts";
import { startWorker } from "./worker-client.ts";
import type { PartState, RotationNotice } from "./writer-calls.ts";

/** Knows the parts of a directory and has full ones sealed, one at a time, by a thread that then ends. */
export interface PartCatalogue extends AsyncDisposable {
  start(parts: readonly PartState[]): void;
  rotated(notice: RotationNotice): void;
  /** Has the derived file of a part built again. */
  damaged(number: number): void;
  dropped(numbers: readonly number[]): void;
  /** Resolves when nothing is being sealed. */
  idle(): Promise<void>;
}

/** `onChange` hears the parts, oldest first, whenever there is something new about them. */
export function createPartCatalogue(options: {
  directory: string;
  onChange: (parts: readonly PartState[]) => void;
  onSealed: (number: number) => void;
  onWarning: (message: string) => void;
}): PartCatalogue {
  const { directory, onChange, onSealed, onWarning } = options;
  const queue: number[] = [];
  let parts: PartState[] = [];
  let sealing: Promise<void> | undefined;
  let isClosed = false;

  function setSealed(number: number, isSealed: boolean): void {
    parts = parts.map((part) => (part.number === number ? { number, isSealed } : part));
    onChange(parts);
  }

  function seal(number: number): void {
    if (!queue.includes(number)) queue.push(number);
    sealing ??= sealAll().finally(() => {
      sealing = undefined;
    });
  }

  async function sealAll(): Promise<void> {
    const sealer = startWorker<SealerCalls>(new URL("./sealer-worker.ts", import.meta.url), {
      workerData: { directory },
    });
    try {
      for (let number = queue[0]; number !== undefined && !isClosed; number = queue[0]) {
        await sealer.call("seal", number);
        queue.shift();
        if (!parts.some((part) => part.number === number)) continue;
        onSealed(number);
        setSealed(number, true);
      }
    } catch (error) {
      // Without its derived file a part answers all the same, from its rows.
      const [number] = queue.splice(0);
      onWarning(`part ${number} could not be sealed and is read slowly: ${describeError(error)}`);
    } finally {
      await sealer.terminate(new AuditError("disposed", "event store is closed"));
    }
  }

  return {
    start(known) {
      parts = [...known];
      onChange(parts);
      for (const { number, isSealed } of parts.slice(0, -1)) if (!isSealed) seal(number);
    },
    rotated({ closed, opened, isToBeSealed }) {
      parts = [...parts, { number: opened, isSealed: false }];
      onChange(parts);
      if (isToBeSealed) seal(closed);
    },
    damaged(number) {
      onWarning(`derived file of part ${number} is damaged and is built again`);
      setSealed(number, false);
      seal(number);
    },
    dropped(numbers) {
      parts = parts.filter(({ number }) => !numbers.includes(number));
      onChange(parts);
    },
    async idle() {
      await sealing;
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await sealing;
    },
  };
}
