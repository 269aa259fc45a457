import type { Json } from "@toolmark/schemas/normalized-event";

/** The event that says something, and when. */
export interface Witness {
  event_id: string;
  time: string;
}

/** How a value is known; see `startStateFold`. */
export type StateLabel = "observed" | "inferred" | "unknown";

/** Where in its event a value stood. */
export type StateSource = "after" | "before" | "read" | "changed_fields";

/** What is known of one member of a resource. */
export interface KnownField extends Witness {
  path: readonly string[];
  label: StateLabel;
  /** Absent for unknown values and for members that are gone. */
  value?: Json;
  /** The member was removed. */
  gone?: true;
  /** A value was recorded and taken out as a secret. */
  redacted?: true;
  source: StateSource;
  /** Why it is inferred or unknown. */
  why?: string;
  /** The event that brought the doubt, where it is another one. */
  doubted_by?: string;
  /** The last value that was observed, where the one above was not. */
  last_observed?: Witness & { value?: Json; gone?: true };
}

/** Whether a value, or anything in it, was taken out when it was stored. */
export function isRedacted(value: Json | undefined): boolean {
  if (typeof value === "string")
    return value.includes("[redacted:") || value === "[too deep]" || value === "[unreadable]";
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isRedacted);
}

/** A member of which is only known that its value is not. */
export function unknownField(
  path: readonly string[],
  source: StateSource,
  at: Witness,
  known: KnownField | undefined,
  redacted: boolean,
  doubt?: string,
): KnownField {
  const last = lastObserved(known);
  const why = redacted
    ? "its value was taken out as a secret when it was recorded"
    : "it was named as changed, and its value is not recorded";
  return {
    ...at,
    path,
    label: "unknown",
    source,
    why: doubt === undefined ? why : `${why}; ${doubt}`,
    ...(redacted && { redacted: true as const }),
    ...(last && { last_observed: last }),
  };
}

/** The last value of a member that was observed. */
export function lastObserved(known: KnownField | undefined): KnownField["last_observed"] {
  if (known === undefined) return undefined;
  if (known.label !== "observed") return known.last_observed;
  return {
    ...witness(known),
    ...valueOf(known.value),
    ...(known.gone === true && { gone: true as const }),
  };
}

/** The event that says something, alone. */
export function witness({ event_id, time }: Witness): Witness {
  return { event_id, time };
}

/** A value as a member that is absent where there is none. */
export function valueOf(value: Json | undefined): { value?: Json } {
  return value === undefined ? {} : { value };
}
