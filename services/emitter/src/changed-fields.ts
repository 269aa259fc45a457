import { canonicalJson } from "./canonical-json.ts";
import { objectOf } from "./json-object.ts";

const MAX_FIELDS = 256;
const MAX_NAME_LENGTH = 1024;

/** Names of the members that differ between two states of a record; undefined without both states. */
export function changedFields(before: unknown, after: unknown): string[] | undefined {
  const old = objectOf(before);
  const now = objectOf(after);
  if (old === undefined || now === undefined) return undefined;
  const changed: string[] = [];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
    if (changed.length >= MAX_FIELDS) break;
    if (name === "" || isSame(old[name], now[name])) continue;
    changed.push(name.slice(0, MAX_NAME_LENGTH));
  }
  return changed;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  try {
    return canonicalJson(a) === canonicalJson(b);
  } catch {
    return false;
  }
}
