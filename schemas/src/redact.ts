import type { Json } from "./normalized-event.ts";
import {
  canBeSecret,
  isCardNumber,
  isRedactionMark,
  redactionMark,
  redactSecrets,
  secretNameRule,
  squash,
} from "./secret-rules.ts";

/** A rule of the caller's own for text that must not be kept. */
export interface RedactionPattern {
  /** Named in what replaces a match: `[redacted:<name>]`. */
  name: string;
  pattern: RegExp;
}

/** What to take out of a value, and how much of it to keep. */
export interface RedactOptions {
  /** Bytes of JSON that the copy may have; 64 KiB unless given. */
  maxBytes?: number;
  /** More member names whose values are secrets; case and separators do not matter. */
  keys?: readonly string[];
  /** More forms of secrets, looked for in every string. */
  patterns?: readonly RedactionPattern[];
  /** JSON pointers (RFC 6901) of values to take out; `*` stands for any one member or index. */
  paths?: readonly string[];
  /** `false` leaves only the caller's own `keys`, `patterns` and `paths`. */
  defaults?: boolean;
}

/** A copy of a value that may be stored. */
export interface RedactedJson {
  value: Json;
  /** JSON pointers (RFC 6901) of what was taken out, at most 1000. */
  redactedPaths: string[];
  /** Whether the copy was cut: at `maxBytes`, at 32 levels or at 50,000 members. */
  truncated: boolean;
  /** Bytes of the original as JSON in UTF-8. */
  bytes: number;
}

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 32;
const MAX_NODES = 50_000;
const MAX_PATHS = 1000;
const MAX_POINTER_LENGTH = 4096;
/** JSON inside a string inside JSON: how often that is followed. */
const MAX_EMBEDDED = 3;
/** Of a long string this much behind the cut is searched too, for secrets that the cut would halve. */
const SEARCHED_BEHIND_CUT = 4096;
/** Enough for the least that can follow a member's name, and the marks of what was cut. */
const RESERVE = 24;

/**
 * Copies a value without its secrets and within bounds: member names that hold secrets, forms of
 * secrets in any string (also in JSON or `name=value` text inside a string, and in member names), and
 * what the options add. Each is replaced by `[redacted:<rule>]`. Never throws; the copy is plain JSON
 * whatever was given. A copy goes through again unchanged.
 */
export function redactJson(value: unknown, options: RedactOptions = {}): RedactedJson {
  const rules = compileRules(options);
  const budget = Math.max(options.maxBytes ?? MAX_BYTES, RESERVE);
  const walk: Walk = {
    rules,
    left: budget,
    nodes: 0,
    embedded: 0,
    path: [],
    found: [],
    truncated: false,
  };
  let copy: Json;
  try {
    const root = copyNode(walk, value, undefined);
    copy = root === undefined ? copyScalar(walk, null) : root;
  } catch {
    // Only what a getter, a proxy or toJSON throws: nothing of it can be kept.
    return { value: "[unreadable]", redactedPaths: [], truncated: true, bytes: 0 };
  }
  const isWhole = !walk.truncated && walk.found.length === 0;
  return {
    value: copy,
    redactedPaths: walk.found,
    truncated: walk.truncated,
    bytes: isWhole ? budget - walk.left : jsonBytes(value),
  };
}

/** Takes the secrets out of one text that stands alone, such as a message or a URI. */
export function redactText(text: string, options: RedactOptions = {}): string {
  return redactString(compileRules(options), text);
}

interface Rules {
  defaults: boolean;
  keys: ReadonlySet<string>;
  patterns: readonly RedactionPattern[];
  paths: readonly (readonly string[])[];
}

interface Walk {
  rules: Rules;
  /** Bytes that the copy may still grow by. */
  left: number;
  nodes: number;
  embedded: number;
  path: (string | number)[];
  found: string[];
  truncated: boolean;
}

const defaultRules: Rules = { defaults: true, keys: new Set(), patterns: [], paths: [] };
const compiled = new WeakMap<RedactOptions, Rules>();

function compileRules(options: RedactOptions): Rules {
  const { keys, patterns, paths, defaults = true } = options;
  if (defaults && keys === undefined && patterns === undefined && paths === undefined)
    return defaultRules;
  let rules = compiled.get(options);
  if (rules === undefined) {
    rules = {
      defaults,
      keys: new Set((keys ?? []).map(squash)),
      patterns: (patterns ?? []).map(({ name, pattern }) => ({
        name,
        pattern: new RegExp(pattern, pattern.global ? pattern.flags : `${pattern.flags}g`),
      })),
      paths: (paths ?? []).map((path) => path.split("/").slice(1).map(unescapePointer)),
    };
    compiled.set(options, rules);
  }
  return rules;
}

/** The copy of a node, or undefined for what JSON leaves out. `key` is the member's name. */
function copyNode(walk: Walk, given: unknown, key: string | undefined): Json | undefined {
  const node = asJson(given, key);
  if (node === undefined) return undefined;
  const rule = node === null ? undefined : ruleFor(walk, node, key);
  if (rule !== undefined) {
    note(walk);
    const mark = redactionMark(rule);
    walk.left -= mark.length + 2;
    return mark;
  }
  if (typeof node === "string") return copyString(walk, node);
  if (typeof node !== "object" || node === null) return copyScalar(walk, node);
  if (walk.path.length >= MAX_DEPTH) {
    walk.truncated = true;
    walk.left -= RESERVE;
    return "[too deep]";
  }
  walk.left -= 2;
  return Array.isArray(node) ? copyArray(walk, node) : copyObject(walk, node);
}

function copyScalar(walk: Walk, node: number | boolean | null): Json {
  if (typeof node === "number" && walk.rules.defaults && isCardNumber(String(node))) {
    note(walk);
    walk.left -= RESERVE;
    return redactionMark("card_number");
  }
  walk.left -= String(node).length;
  return node;
}

function copyArray(walk: Walk, node: readonly unknown[]): Json[] {
  const copy: Json[] = [];
  for (let index = 0; index < node.length; index++) {
    if (isFull(walk, 1)) break;
    if (index > 0) walk.left -= 1;
    walk.path.push(index);
    const item = copyNode(walk, node[index], undefined);
    copy.push(item === undefined ? copyScalar(walk, null) : item);
    walk.path.pop();
  }
  return copy;
}

function copyObject(walk: Walk, node: object): Record<string, Json> {
  const copy: Record<string, Json> = {};
  let comma = 0;
  for (const key of Object.keys(node)) {
    const member: unknown = (node as Record<string, unknown>)[key];
    if (member === undefined) continue;
    const name = redactString(walk.rules, key);
    const cost = stringBytes(name) + 1 + comma;
    if (isFull(walk, cost)) break;
    walk.left -= cost;
    walk.path.push(name);
    if (name !== key) note(walk);
    const value = copyNode(walk, member, key);
    walk.path.pop();
    if (value === undefined) {
      walk.left += cost;
      continue;
    }
    comma = 1;
    if (name === "__proto__")
      Object.defineProperty(copy, name, {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else copy[name] = value;
  }
  return copy;
}

function isFull(walk: Walk, cost: number): boolean {
  if (++walk.nodes <= MAX_NODES && walk.left >= cost + RESERVE) return false;
  walk.truncated = true;
  return true;
}

function copyString(walk: Walk, text: string): string {
  const window = walk.left + SEARCHED_BEHIND_CUT;
  const searched = text.length > window ? text.slice(0, window) : text;
  const clean = redactEmbedded(walk, searched) ?? redactString(walk.rules, searched);
  if (clean !== searched) note(walk);
  const bytes = stringBytes(clean);
  if (searched === text && bytes <= walk.left) {
    walk.left -= bytes;
    return clean;
  }
  walk.truncated = true;
  // Half of what is left, so that members behind a long text are seen as well.
  const cut = cutString(clean, Math.max(walk.left >> 1, Math.min(walk.left, RESERVE)));
  walk.left -= stringBytes(cut);
  return cut;
}

function cutString(text: string, maxBytes: number): string {
  let length = Math.min(text.length, Math.max(maxBytes - 5, 0));
  for (;;) {
    const cut = text.slice(0, length).toWellFormed();
    if (length === 0 || stringBytes(cut) + 3 <= maxBytes) return `${cut}…`;
    length = Math.floor(length * 0.75);
  }
}

function ruleFor(walk: Walk, node: unknown, key: string | undefined): string | undefined {
  const { rules, path } = walk;
  if (rules.paths.some((wanted) => matches(wanted, path)))
    return typeof node === "string" && isRedactionMark(node) ? undefined : "path";
  if (key === undefined) return undefined;
  if (rules.keys.size > 0 && rules.keys.has(squash(key)) && canBeSecret("password", node))
    return "key";
  const rule = rules.defaults ? secretNameRule(key) : undefined;
  return rule !== undefined && canBeSecret(rule, node) ? rule : undefined;
}

function matches(wanted: readonly string[], path: readonly (string | number)[]): boolean {
  return (
    wanted.length === path.length &&
    wanted.every((part, index) => part === "*" || part === String(path[index]))
  );
}

function redactString(rules: Rules, text: string): string {
  let clean = rules.defaults ? redactSecrets(text) : text;
  for (const { name, pattern } of rules.patterns)
    clean = clean.replace(pattern, redactionMark(name));
  return clean;
}

/** JSON inside a string, as results of tools often are; undefined when the text is none. */
function redactEmbedded(walk: Walk, text: string): string | undefined {
  if (walk.embedded >= MAX_EMBEDDED || !/^\s*[[{]/.test(text) || !/[\]}]\s*$/.test(text))
    return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const inner: Walk = {
    ...walk,
    rules: walk.rules.paths.length === 0 ? walk.rules : { ...walk.rules, paths: [] },
    left: Number.MAX_SAFE_INTEGER,
    nodes: 0,
    embedded: walk.embedded + 1,
    path: [],
    found: [],
    truncated: false,
  };
  const copy = copyNode(inner, value, undefined);
  if (inner.truncated) return undefined;
  return inner.found.length === 0 ? text : JSON.stringify(copy, null, indentOf(text));
}

function indentOf(text: string): string | undefined {
  return /^\s*[[{]\r?\n([ \t]+)/.exec(text)?.[1];
}

function note(walk: Walk): void {
  if (walk.found.length >= MAX_PATHS) return;
  const pointer = walk.path.map((part) => `/${escapePointer(String(part))}`).join("");
  walk.found.push(pointer.slice(0, MAX_POINTER_LENGTH));
}

function escapePointer(part: string): string {
  return part.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

function asJson(
  given: unknown,
  key: string | undefined,
): string | number | boolean | object | null | undefined {
  let node = given;
  if (typeof node === "object" && node !== null && "toJSON" in node)
    node = typeof node.toJSON === "function" ? (node.toJSON(key ?? "") as unknown) : node;
  switch (typeof node) {
    case "string":
    case "boolean":
    case "object":
      return node;
    case "number":
      return Number.isFinite(node) ? node : null;
    case "bigint":
      return String(node);
    case "undefined":
    case "function":
    case "symbol":
      return undefined;
  }
}

function jsonBytes(value: unknown): number {
  try {
    return Buffer.byteLength(
      JSON.stringify(value, (_key, member: unknown) =>
        typeof member === "bigint" ? String(member) : member,
      ) ?? "null",
    );
  } catch {
    return 0;
  }
}

// eslint-disable-next-line no-control-regex -- these are what JSON escapes
const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;

function stringBytes(text: string): number {
  return Buffer.byteLength(escaped.test(text) ? JSON.stringify(text) : `""${text}`);
}
