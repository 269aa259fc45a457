import { actorPath, eventPath, investigatePath, resourcePath, sessionPath } from "./paths.ts";
import { conditionText } from "./query-edit.ts";

/** A place that a typed text may mean. */
export interface Destination {
  id: string;
  label: string;
  path: string;
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const uri = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i;
const digest = /^(?:[0-9a-f]{64}|[A-Za-z0-9_-]{43})$/;
const traceId = /^[0-9a-f]{32}$/;
const condition = /(?:^|[\s(-])[a-z_]+(?:\.\w+)*:\S/i;

/**
 * The places that a text may mean, likeliest first: an event, call or session by its id, a resource by
 * its URI, a credential or descriptor by its digest, a trace, a query, an actor, a word. Pure.
 */
export function recognize(written: string): Destination[] {
  const text = written.trim();
  if (text === "") return [];
  const search: Destination = {
    id: "search",
    label: "Search for it",
    path: investigatePath({ q: condition.test(text) ? text : quoted(text) }),
  };
  if (uuid.test(text))
    return [
      { id: "event", label: "Open event", path: eventPath(text) },
      { id: "session", label: "Open session", path: sessionPath(text) },
      {
        id: "call",
        label: "Events of the call",
        path: investigatePath({ q: conditionText("call", text, "is"), kind: "all" }),
      },
      {
        id: "operation",
        label: "Events of the operation",
        path: investigatePath({ q: conditionText("operation", text, "is") }),
      },
      search,
    ];
  if (uri.test(text))
    return [{ id: "resource", label: "Open resource history", path: resourcePath(text) }, search];
  if (traceId.test(text))
    return [
      {
        id: "trace",
        label: "Events of the trace",
        path: investigatePath({ q: conditionText("trace", text, "is") }),
      },
      { id: "session", label: "Open session", path: sessionPath(text) },
      search,
    ];
  if (digest.test(text))
    return [
      { id: "credential", label: "Open credential", path: actorPath(text, "credential") },
      {
        id: "descriptor",
        label: "Calls of the tool's descriptor",
        path: investigatePath({ q: conditionText("descriptor", text, "is") }),
      },
      search,
    ];
  if (condition.test(text)) return [{ ...search, label: "Run the query" }];
  const profiles: Destination[] = [
    { id: "actor", label: "Open actor", path: actorPath(text) },
    { id: "session", label: "Open session", path: sessionPath(text) },
    { id: "client", label: "Open client", path: actorPath(text, "client") },
    { id: "server", label: "Open server", path: actorPath(text, "server") },
  ];
  const isOneWord = !/\s/.test(text);
  if (text.includes("@")) return [...profiles.slice(0, 1), search];
  return isOneWord ? [search, ...profiles] : [search, ...profiles.slice(0, 1)];
}

function quoted(text: string): string {
  return /^[\p{L}\p{N}_]+$/u.test(text) ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
