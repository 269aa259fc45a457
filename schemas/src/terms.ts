import { hash } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";

import type { FieldName } from "./fields.ts";
import { fold } from "./tokens.ts";

/**
 * Most characters of a value, as escaped, that its term holds; a longer one keeps its start and gets
 * a digest of the whole, so that values of any length stay distinct. Elasticsearch cuts tokens at
 * 255 characters.
 */
export const MAX_TERM_LENGTH = 120;

const MAX_NAME_LENGTH = 48;

// What both stores keep inside a token as it is; everything else is escaped.
const mustEscape = /[^a-z0-9\-_.:/@+=\p{L}\p{N}\p{M}]/u;
const escaped = new RegExp(mustEscape, "gu");
const mustEscapeExact = /[^a-z0-9\-_.:/@+=]/u;
const escapedExact = new RegExp(mustEscapeExact, "gu");
// The other signs end a name.
const escapedInName = /[^a-z0-9\-_./]/gu;

/**
 * The term "the field has this value", the same for both stores: no white space, nothing that a store
 * would fold or split, never equal to a word or to a term of another kind.
 */
export function keyTerm(field: FieldName, value: string): string {
  return foldedTerm(field, fold(value));
}

/** The same for a value that is folded already. */
export function foldedTerm(field: FieldName, folded: string): string {
  return presencePrefix(field) + shorten(escapeFolded(folded), MAX_TERM_LENGTH);
}

/** What the terms of every value of a field begin with. */
export function presencePrefix(field: FieldName): string {
  let prefix = knownPrefixes.get(field);
  if (prefix === undefined) {
    if (knownPrefixes.size >= MAX_PREFIXES) knownPrefixes.clear();
    knownPrefixes.set(field, (prefix = `:${nameOf(field)}=`));
  }
  return prefix;
}

// Paths are as many as their authors like; the fields of the registry are few.
const MAX_PREFIXES = 10_000;
const knownPrefixes = new Map<FieldName, string>();

/** What the terms of values inside a member begin with: `params.contact` holds `params.contact.id`. */
export function memberPrefix(field: FieldName): string {
  return `:${nameOf(field)}.`;
}

/** The term "the field has exactly this value". Only values that folding changes have one. */
export function exactTerm(field: FieldName, value: string): string {
  return cap(`:${nameOf(field)}@`, escapeExact(value));
}

/**
 * The term "the field has a value that folds to this one but is written differently". With it, a
 * folded value's exactness needs no term of its own.
 */
export function variantTerm(field: FieldName, folded: string): string {
  return cap(`:${nameOf(field)}+@`, escapeFolded(folded));
}

/** What the terms of a field's numbers or addresses begin with; a sortable hexadecimal key follows. */
export function numberPrefix(field: FieldName): string {
  return `:${nameOf(field)}+`;
}

/** The literal part of a pattern as terms hold it. */
export function patternText(literal: string): string {
  return escapeFolded(fold(literal));
}

/** Sixteen hexadecimal digits that sort as the number does (IEEE 754 with the sign turned). */
export function numberKey(value: number): string {
  const view = new DataView(new ArrayBuffer(8));
  // Minus zero is zero.
  view.setFloat64(0, value === 0 ? 0 : value);
  const bits = view.getBigUint64(0);
  const isNegative = bits >> 63n === 1n;
  const sortable = isNegative ? ~bits & ALL_BITS : bits | (1n << 63n);
  return sortable.toString(16).padStart(16, "0");
}

const ALL_BITS = (1n << 64n) - 1n;

/** 32 hexadecimal digits of an address, IPv4 mapped into IPv6 (RFC 4291 2.5.5.2); undefined for anything else. */
export function addressKey(address: string): string | undefined {
  const value = addressBits(address);
  return value === undefined ? undefined : addressDigits(value);
}

function addressDigits(bits: bigint): string {
  return bits.toString(16).padStart(32, "0");
}

/**
 * First and last key of a network in CIDR notation, or of a single address; undefined where it is
 * neither. Host bits are ignored.
 */
export function networkKeys(network: string): { first: string; last: string } | undefined {
  const [address = "", length, ...rest] = network.split("/");
  const value = addressBits(address);
  if (value === undefined || rest.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const width = isIPv4(address) ? 32 : 128;
  const kept = length === undefined ? width : Number(length);
  if (kept > width) return undefined;
  const hosts = (1n << BigInt(width - kept)) - 1n;
  const first = value & ~hosts;
  return { first: addressDigits(first), last: addressDigits(first | hosts) };
}

/**
 * The fewest prefixes that cover all keys from `first` to `last`, both included and of one length:
 * at most 15 × 2 per digit. A range becomes a union of prefixes, which every store can look up.
 */
export function rangePrefixes(first: string, last: string): string[] {
  if (first > last) return [];
  let shared = 0;
  while (shared < first.length && first[shared] === last[shared]) shared++;
  const stem = first.slice(0, shared);
  if (shared === first.length) return [stem];
  const isFloor = /^0*$/.test(first.slice(shared));
  const isCeiling = /^f*$/.test(last.slice(shared));
  if (isFloor && isCeiling) return [stem];
  const low = Number.parseInt(first[shared] ?? "0", 16);
  const high = Number.parseInt(last[shared] ?? "f", 16);
  const rest = first.length - shared - 1;
  const prefixes = rangePrefixes(first.slice(shared + 1), "f".repeat(rest)).map(
    (tail) => `${stem}${low.toString(16)}${tail}`,
  );
  for (let digit = low + 1; digit < high; digit++) prefixes.push(stem + digit.toString(16));
  for (const tail of rangePrefixes("0".repeat(rest), last.slice(shared + 1))) {
    prefixes.push(`${stem}${high.toString(16)}${tail}`);
  }
  return prefixes;
}

function addressBits(address: string): bigint | undefined {
  if (isIPv4(address)) {
    const bytes = address.split(".").map(Number);
    const value = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    return (0xffffn << 32n) | value;
  }
  if (!isIPv6(address)) return undefined;
  const [bare = ""] = address.split("%");
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(bare);
  const text = mapped === null ? bare : `${mapped[1]}${dottedGroups(mapped[2] ?? "")}`;
  const [head = "", tail] = text.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array.from({ length: zeros }, () => "0"), ...right];
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(Number.parseInt(group, 16)), 0n);
}

function dottedGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = dotted.split(".").map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

function escapeFolded(value: string): string {
  if (!mustEscape.test(value)) return value;
  return value.replaceAll(escaped, escapeCharacter);
}

function escapeExact(value: string): string {
  if (!mustEscapeExact.test(value)) return value;
  return value.replaceAll(escapedExact, escapeCharacter);
}

// One length each for a byte and for any other code point, told apart by the mark: never ambiguous.
function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 256
    ? `%${code.toString(16).padStart(2, "0")}`
    : `%%${code.toString(16).padStart(6, "0")}`;
}

function nameOf(field: FieldName): string {
  return shorten(field.replaceAll(escapedInName, escapeCharacter), MAX_NAME_LENGTH);
}

function cap(prefix: string, value: string): string {
  return prefix + shorten(value, MAX_TERM_LENGTH);
}

function shorten(text: string, length: number): string {
  if (text.length <= length) return text;
  // A pattern's star takes whole escapes, so none may be cut.
  const start = text.slice(0, length).replace(/(?:%%[0-9a-f]{0,5}|%[0-9a-f]?)$/, "");
  return `${start}%%%${hash("sha256", text, "hex").slice(0, 32)}`;
}
