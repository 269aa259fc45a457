import type { Filter } from "../filter.ts";
import type { CompiledQuery } from "./compile-query.ts";
import { fieldQueries } from "./corpus-fields.ts";
import { misspelledQueries } from "./corpus-issues.ts";
import { structureQueries } from "./corpus-structure.ts";
import { textQueries } from "./corpus-text.ts";

/** A query that compiles, and to what. */
export interface ValidEntry extends Partial<
  Pick<CompiledQuery, "kind" | "from" | "to" | "sensitive" | "explanation">
> {
  query: string;
  filter: Filter;
  /** The canonical text; the query itself when left out. */
  normalized?: string;
  /** A piece of a warning. Without one there is none. */
  warning?: string;
}

/** A query that does not compile. */
export interface InvalidEntry {
  query: string;
  /** A piece of an error's message. */
  issue: string;
  /** The query after the fix of that error. */
  fixed?: string;
}

/** One query of the corpus. */
export type CorpusEntry = ValidEntry | InvalidEntry;

/** What the times of the corpus count back from: 2026-08-21T14:30:00Z. */
export const CORPUS_NOW = Date.UTC(2026, 7, 21, 14, 30);

/** The meaning of the query language by examples; every store must agree with it. */
export const corpus: readonly CorpusEntry[] = [
  ...fieldQueries,
  ...textQueries,
  ...structureQueries,
  ...misspelledQueries,
];
