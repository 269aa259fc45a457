/** A buffer that wants to be heard before the process ends. */
export interface Watched {
  pending(): number;
  hurry(): void;
}

const watched = new Set<Watched>();

/**
 * Lets a buffer send what it holds when the process has nothing else to do (once; only requests under
 * way then hold it), and says in a line on stderr what was left when it ends. Returns how to stop.
 */
export function atExit(buffer: Watched): () => void {
  if (watched.size === 0) {
    process.on("beforeExit", hurryAll);
    process.on("exit", warnOfRest);
  }
  watched.add(buffer);
  return () => {
    watched.delete(buffer);
    if (watched.size > 0) return;
    process.off("beforeExit", hurryAll);
    process.off("exit", warnOfRest);
  };
}

function hurryAll(): void {
  for (const buffer of watched) if (buffer.pending() > 0) buffer.hurry();
}

function warnOfRest(): void {
  let count = 0;
  for (const buffer of watched) count += buffer.pending();
  if (count > 0)
    process.stderr.write(`toolmark: the process ends with ${count} events not delivered\n`);
}
