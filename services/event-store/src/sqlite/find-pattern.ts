import { AuditError } from "@toolmark/runtime/errors";
import { termPattern } from "@toolmark/schemas/lower-filter";
import type { TermFilter } from "@toolmark/schemas/lower-filter";

import { quote } from "./compile-match.ts";
import type { ReadPart } from "./read-part.ts";
import { createRowSet, eachRow } from "./row-set.ts";
import type { RowSet } from "./row-set.ts";
import type { TimeSlice } from "./time-slice.ts";

/** Most terms that are written into an expression: FTS5 looks at each of them for every row. */
const FEW_TERMS = 64;

/** Most terms of one part that a pattern may match. */
const MAX_TERMS = 50_000;

/** Terms of the vocabulary that one statement reads. */
const CHUNK_TERMS = 1000;

/** Rows from which on those of one term are read in several statements. */
const MANY_ROWS = 65_536;

/** Patterns whose answer a part keeps. */
const MAX_KEPT = 8;

/** A pattern as filters are lowered to. */
export type Pattern = Extract<TermFilter, { op: "matches" }>;

/** What a pattern matches in a part: few terms, or the rows of many. */
export type PatternAnswer = { terms: readonly string[] } | { rows: RowSet };

const kept = new WeakMap<ReadPart, Map<string, { lastRow: number; answer: KeptAnswer }>>();

type KeptAnswer = { terms: readonly string[] } | { bits: Uint8Array };

/**
 * Finds what a pattern matches in a part through the vocabulary of its text index. The answer is kept
 * until the part gets new rows.
 *
 * @throws AuditError `query_invalid` when more than 50,000 terms match.
 */
export async function findPattern(
  part: ReadPart,
  pattern: Pattern,
  slice: TimeSlice,
): Promise<PatternAnswer> {
  const lastRow = part.lastRow();
  const key = JSON.stringify([pattern.prefix, pattern.rest]);
  const answers = kept.get(part) ?? new Map<string, { lastRow: number; answer: KeptAnswer }>();
  kept.set(part, answers);
  const known = answers.get(key);
  answers.delete(key);
  if (known?.lastRow === lastRow) {
    answers.set(key, known);
    const { answer } = known;
    return "terms" in answer ? answer : { rows: createRowSet(part, unpack(answer.bits, part)) };
  }
  const answer = await readPattern(part, pattern, slice);
  answers.set(key, {
    lastRow,
    answer: "terms" in answer ? answer : { bits: pack(answer.rows.bytes) },
  });
  for (const oldest of answers.keys()) if (answers.size > MAX_KEPT) answers.delete(oldest);
  return answer;
}

async function readPattern(
  part: ReadPart,
  pattern: Pattern,
  slice: TimeSlice,
): Promise<PatternAnswer> {
  const isMatch = createMatcher(pattern);
  const rows = createRowSet(part);
  const few: string[] = [];
  let found = 0;
  let after = pattern.prefix;
  for (;;) {
    const terms = part.vocabulary(after, pattern.prefix, CHUNK_TERMS);
    for (const { term, count } of terms) {
      if (!isMatch(term)) continue;
      found += 1;
      if (found > MAX_TERMS) throw tooManyTerms();
      if (found <= FEW_TERMS) few.push(term);
      if (found === FEW_TERMS + 1) for (const first of few) await addRows(first, MANY_ROWS);
      if (found > FEW_TERMS) await addRows(term, count);
    }
    const last = terms.at(-1);
    if (last === undefined || terms.length < CHUNK_TERMS) break;
    after = last.term;
    await slice.breathe();
  }
  return found <= FEW_TERMS ? { terms: few } : { rows };

  async function addRows(term: string, count: number): Promise<void> {
    if (count >= MANY_ROWS) {
      await eachRow(part, quote(term), slice, (row) => rows.add(row));
      return;
    }
    for (const [row] of part.all("SELECT rowid FROM ft WHERE ft MATCH ?", quote(term))) {
      rows.add(Number(row));
    }
    await slice.breathe();
  }
}

/**
 * Tells whether a term matches, in a time that grows with the length of the term only: each literal is
 * taken where it comes first, and never looked for again further on.
 */
function createMatcher({ prefix, rest }: Pattern): (term: string) => boolean {
  const star = termPattern(["*"], String);
  const literals = rest
    .map((part) => (part === "*" ? "*" : part.literal))
    .join("")
    .split("*")
    .filter((literal) => literal !== "");
  const isOpen = rest.at(-1) === "*";
  const sources = literals.map((literal, at) => {
    const text = quoteLiteral(literal);
    const isEnd = !isOpen && at === literals.length - 1;
    return isEnd ? `${star}${text}` : `(?=(?<at${at}>${star}?${text}))\\k<at${at}>`;
  });
  const whole = new RegExp(`^${sources.join("")}${isOpen ? star : ""}$`);
  const longest = literals.reduce((best, each) => (each.length > best.length ? each : best), "");
  return (term) => term.includes(longest, prefix.length) && whole.test(term.slice(prefix.length));
}

function quoteLiteral(text: string): string {
  return text.replaceAll(/[.+*?^${}()|[\]\\/]/g, String.raw`\$&`);
}

function tooManyTerms(): AuditError {
  return new AuditError(
    "query_invalid",
    "a pattern with * matches too many different values: write more of the value or ask for a shorter time range",
  );
}

function pack(bytes: Uint8Array): Uint8Array {
  const bits = new Uint8Array(Math.ceil(bytes.length / 8));
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 1) bits[at >> 3] = (bits[at >> 3] ?? 0) | (1 << (at & 7));
  }
  return bits;
}

function unpack(bits: Uint8Array, part: ReadPart): Uint8Array {
  const bytes = new Uint8Array(part.lastRow() - part.firstRow() + 1);
  for (let at = 0; at < bytes.length; at++) bytes[at] = ((bits[at >> 3] ?? 0) >> (at & 7)) & 1;
  return bytes;
}
