import { redactJson, redactText } from "@toolmark/schemas/redact";
import type { RedactedJson, RedactionPattern, RedactOptions } from "@toolmark/schemas/redact";

import { stringOf } from "./json-object.ts";

/** What to take out of events beyond the secrets that are found by themselves. */
export interface RedactionOptions {
  /** More member names whose values are secrets; case and separators do not matter. */
  keys?: readonly string[];
  /** More forms of secrets, looked for in every string. */
  patterns?: readonly RedactionPattern[];
  /** JSON pointers (RFC 6901, `*` for any one member) into arguments and results, by tool. */
  tools?: Readonly<Record<string, { params?: readonly string[]; result?: readonly string[] }>>;
  /** `false` turns the default rules off: secrets then leave the process unless a rule here says no. */
  defaults?: boolean;
}

/** Takes secrets out of values and texts before they become part of an event. */
export interface Cleaner {
  /** A copy of a value that may be stored; `tool` and `part` choose the pointers that apply. */
  json(value: unknown, maxBytes?: number, tool?: string, part?: "params" | "result"): RedactedJson;
  /** A text without secrets, cut to `maxLength`; undefined for what is no text, or an empty one. */
  text(value: unknown, maxLength?: number): string | undefined;
}

const MAX_VALUE_BYTES = 64 * 1024;
const MAX_TEXT_LENGTH = 1024;

/** Creates a cleaner with the default rules and the given ones. */
export function createCleaner(
  redaction: RedactionOptions = {},
  maxBytes = MAX_VALUE_BYTES,
): Cleaner {
  const { tools, ...rules } = redaction;
  // The rules are compiled once for each options object, so these are kept.
  const known = new Map<string, RedactOptions>();
  const textRules: RedactOptions = rules;

  function rulesFor(limit: number, tool?: string, part?: "params" | "result"): RedactOptions {
    const paths =
      tools === undefined || tool === undefined || part === undefined || !Object.hasOwn(tools, tool)
        ? undefined
        : tools[tool]?.[part];
    const key = paths === undefined ? `${limit}` : `${limit} ${part} ${tool}`;
    let found = known.get(key);
    if (found === undefined) {
      found = { ...rules, maxBytes: limit, ...(paths === undefined ? {} : { paths }) };
      known.set(key, found);
    }
    return found;
  }

  return {
    json: (value, limit = maxBytes, tool, part) =>
      redactJson(value, rulesFor(Math.min(limit, maxBytes), tool, part)),
    text(value, maxLength = MAX_TEXT_LENGTH) {
      const text = stringOf(value);
      if (text === undefined) return undefined;
      // Cut twice: what is searched is bounded, and marks may be longer than what they replace.
      return redactText(text.slice(0, maxLength * 2), textRules).slice(0, maxLength);
    },
  };
}
