import type { Budget } from "../profiles/bounded-scan.ts";
import type { EmitterGaps, GapsAnswer } from "./answers.ts";
import type { QuarantineFacts } from "./read-quarantine.ts";

/** Says in words what is missing. Pure. */
export function summarizeGaps(
  emitters: readonly EmitterGaps[],
  totals: GapsAnswer["totals"],
  quarantine: Pick<QuarantineFacts, "total"> | undefined,
  budget: Pick<Budget, "limits">,
): string {
  const parts: string[] = [];
  const add = (amount: number, words: string) => {
    if (amount > 0) parts.push(words);
  };
  const { missing, told, quarantined, restarts, silences, skewed, late } = totals;
  const holed = emitters.filter(({ epochs }) =>
    epochs.some((epoch) => epoch.missing.some(({ status }) => status === "unexplained")),
  );
  add(
    missing,
    `${number(missing, "event")} of ${holed.map(({ emitter }) => emitter).join(", ")} ${are(missing)} missing and unexplained`,
  );
  add(told, `${number(told, "event")} ${are(told)} missing as their emitter told`);
  add(quarantined, `${number(quarantined, "event")} ${are(quarantined)} held in quarantine`);
  add(silences, number(silences, "silence"));
  add(restarts, number(restarts, "restart"));
  add(skewed, `${number(skewed, "event")} with a skewed clock`);
  add(late, `${number(late, "event")} came late`);
  const refused = quarantine?.total ?? 0;
  add(refused, `${number(refused, "record")} put into quarantine`);
  const silent = emitters.filter(
    ({ unnumbered, events }) => events > 0 && unnumbered === events,
  ).length;
  const reach = isNumbered(emitters)
    ? `nothing is missing between the first and last event of ${number(emitters.length - silent, "emitter")}`
    : "no emitter numbers its events, so nothing can be told of missing ones";
  const body = parts.length === 0 || missing + told === 0 ? [reach, ...parts] : parts;
  if (silent > 0 && isNumbered(emitters))
    body.push(
      `${number(silent, "emitter")} ${silent === 1 ? "does" : "do"} not number events, so nothing can be told of missing ones`,
    );
  if (emitters.length === 0) body.splice(0, 1, "no emitter wrote anything");
  const text = body.join("; ");
  return budget.limits.length === 0 ? text : `not everything was looked at: ${text}`;
}

function isNumbered(emitters: readonly EmitterGaps[]): boolean {
  return emitters.some(({ unnumbered, events }) => events === 0 || unnumbered < events);
}

function number(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? "" : "s"}`;
}

function are(value: number): string {
  return value === 1 ? "is" : "are";
}
