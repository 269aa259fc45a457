import type { Window } from "./find-missing.ts";
import type { Emitted } from "./track-emitters.ts";

/** One run of an emitter that began after another had ended. */
export interface Restart {
  epoch: string;
  previous: string;
  /** First event of the new run, and last of the one before. */
  first: Emitted;
  last: Emitted;
  /** Whether the run before said that it stopped. */
  isClean: boolean;
}

/** One run as its events tell. */
export interface Run {
  epoch: string;
  first: Emitted;
  last: Emitted;
  isStopped: boolean;
}

/** The runs of an emitter in the order in which they began. Pure. */
export function runsOf(events: readonly Emitted[]): Run[] {
  const runs = new Map<string, Run>();
  for (const event of events) {
    if (event.epoch === undefined) continue;
    const run = runs.get(event.epoch);
    const isStopped = event.type === "emitter.stopped";
    if (run === undefined)
      runs.set(event.epoch, { epoch: event.epoch, first: event, last: event, isStopped });
    else {
      run.last = event;
      run.isStopped ||= isStopped;
    }
  }
  return [...runs.values()];
}

/**
 * Finds runs that began in the window after another run had ended. Runs at the same time are several
 * processes under one name, not restarts. Pure.
 *
 * @param events in the order of a timeline, with those before the window.
 */
export function findRestarts(events: readonly Emitted[], window: Window): Restart[] {
  const runs = runsOf(events);
  return runs.flatMap((run, index): Restart[] => {
    const { first, epoch } = run;
    if (first.at < window.from || first.at >= window.to) return [];
    const ended = runs.slice(0, index).filter(({ last }) => last.at <= first.at);
    const previous = ended.reduce<Run | undefined>(
      (latest, other) => (latest === undefined || other.last.at >= latest.last.at ? other : latest),
      undefined,
    );
    if (previous === undefined) return [];
    return [
      { epoch, previous: previous.epoch, first, last: previous.last, isClean: previous.isStopped },
    ];
  });
}
