import type { ExportedEvent } from "./exported-event.ts";

/** One line about an event for a person, in English, of its own values only. */
export function describeEvent(event: ExportedEvent): string {
  const who = event.actor?.id ?? event.actor?.type ?? "somebody unknown";
  const via = event.actor?.agent?.id ?? event.actor?.agent?.name;
  const actor = via === undefined || via === who ? who : `${who} through ${via}`;
  const what = event.tool?.name ?? event.resource?.uri ?? event.prompt?.name ?? event.method;
  const where = event.server === undefined ? "" : ` on ${event.server.name}`;
  const { type } = event.event;
  if (type === "call.attempted") return `${actor} began ${what}${where}`;
  if (type === "call.completed")
    return `${actor} called ${what}${where}: ${event.outcome?.status ?? "no result recorded"}`;
  if (type === "call.unresolved") return `${actor} called ${what}${where}: no result recorded`;
  return `${type} by ${actor}${where}`;
}
