/** An answer of one form. */
export interface ComparedAnswer {
  status: number;
  body: unknown;
}

/**
 * Members that say where, when and how an event was stored or asked for, which is what two systems
 * with the same events differ in. Salts make seals differ.
 */
const ownMembers: ReadonlySet<string> = new Set([
  "asof",
  "cursor",
  "recorded",
  "log",
  "position",
  "seal",
  "sha256",
  "request_id",
]);

/** Longest list of differences in a message. */
const MAX_DIFFERENCES = 5;

/** What differs between two answers in more than their own members: one line for each place. */
export function differences(left: ComparedAnswer, right: ComparedAnswer): string[] {
  const found: string[] = [];
  compare(left, right, "");
  return found;

  function compare(a: unknown, b: unknown, place: string): void {
    if (found.length >= MAX_DIFFERENCES) return;
    if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) {
      if (!Object.is(a, b)) found.push(`${place}: ${show(a)} != ${show(b)}`);
      return;
    }
    for (const name of new Set([...Object.keys(a), ...Object.keys(b)]))
      if (!ownMembers.has(name)) compare(a[name], b[name], `${place}/${name}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function show(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 120);
}
