import * as fc from "fast-check";

import { resolveSchema } from "./api-document.ts";
import type { ApiDocument, JsonSchema } from "./api-document.ts";

const MAX_DEPTH = 6;
const MAX_TEXT = 40;
const MAX_ITEMS = 4;
/** Range of the times that are made. */
const EARLIEST = new Date("2020-01-01T00:00:00Z");
const LATEST = new Date("2031-01-01T00:00:00Z");

/** Where values are made. */
export interface ValueContext {
  document: ApiDocument;
  /** Words that mean something to the process, for a member or parameter of this name. */
  wordsFor: (name: string) => readonly string[];
}

/**
 * Values that a JSON Schema allows. Strings without a pattern are often words of the process that
 * they are sent to, so that it looks at them.
 *
 * @param name of the member or parameter.
 */
export function arbitraryValue(
  context: ValueContext,
  schema: JsonSchema,
  name: string,
  depth = 0,
): fc.Arbitrary<unknown> {
  const { document, wordsFor } = context;
  const of = (part: JsonSchema, member = name) => arbitraryValue(context, part, member, depth + 1);
  const plain = resolveSchema(document, schema);
  if (plain.const !== undefined) return fc.constant(plain.const);
  if (plain.enum !== undefined) return fc.constantFrom(...plain.enum);
  const choices = plain.anyOf ?? plain.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((part) => of(part)));
  if (plain.allOf !== undefined)
    return fc
      .tuple(...plain.allOf.map((part) => of(part)))
      .map((parts) => Object.assign({}, ...parts) as unknown);
  const [type = "any", ...others] = typesOf(plain);
  if (others.length > 0)
    return fc.oneof(...[type, ...others].map((each) => of({ ...plain, type: each })));
  switch (type) {
    case "string":
      return arbitraryText(plain, wordsFor(name));
    case "integer":
      return fc.integer(boundsOf(plain));
    case "number":
      return fc.double({ ...boundsOf(plain), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array": {
      const { minItems = 0, maxItems = MAX_ITEMS } = plain;
      if (depth >= MAX_DEPTH && minItems === 0) return fc.constant([]);
      return fc.array(of(plain.items ?? {}), {
        minLength: minItems,
        maxLength: Math.max(minItems, Math.min(maxItems, MAX_ITEMS)),
      });
    }
    case "object":
      return arbitraryObject(plain, of, depth);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function typesOf({ type, properties }: JsonSchema): readonly string[] {
  if (type === undefined) return properties === undefined ? [] : ["object"];
  return typeof type === "string" ? [type] : type;
}

function arbitraryText(schema: JsonSchema, words: readonly string[]): fc.Arbitrary<string> {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const isAllowed = (word: string) =>
    word.length >= minLength &&
    word.length <= maxLength &&
    (pattern === undefined || new RegExp(pattern).test(word));
  const known = words.filter(isAllowed);
  const other = shapedText(schema, format, pattern);
  if (known.length === 0) return other;
  return fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: other },
  );
}

function shapedText(
  { minLength = 0, maxLength = MAX_TEXT }: JsonSchema,
  format: string | undefined,
  pattern: string | undefined,
): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === "uuid") return fc.uuid();
  if (format === "date-time")
    return fc
      .date({ min: EARLIEST, max: LATEST, noInvalidDate: true })
      .map((date) => date.toISOString());
  return fc.string({
    unit: "grapheme",
    minLength,
    maxLength: Math.max(minLength, Math.min(maxLength, MAX_TEXT)),
  });
}

function boundsOf(schema: JsonSchema): { min?: number; max?: number } {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  const limit = 2 ** 31 - 1;
  const min = Math.max(minimum ?? -limit, (exclusiveMinimum ?? -limit - 1) + 1);
  const max = Math.min(maximum ?? limit, (exclusiveMaximum ?? limit + 1) - 1);
  return { min, max };
}

function arbitraryObject(
  schema: JsonSchema,
  of: (part: JsonSchema, member?: string) => fc.Arbitrary<unknown>,
  depth: number,
): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const names = Object.keys(properties).filter(
    (name) => depth < MAX_DEPTH || required.includes(name),
  );
  const some = (wanted: readonly string[]) =>
    fc.record(Object.fromEntries(wanted.map((name) => [name, of(properties[name] ?? {}, name)])), {
      requiredKeys: wanted.filter((name) => required.includes(name)),
    });
  // Optional members often exclude each other, so that there are better few.
  const known = fc.oneof(some(names.filter((name) => required.includes(name))), some(names));
  if (typeof additionalProperties !== "object" || depth >= MAX_DEPTH) return known;
  const more = fc.dictionary(fc.string({ maxLength: 12 }), of(additionalProperties), {
    maxKeys: 2,
    noNullPrototype: true,
  });
  return fc.tuple(more, known).map(([extra, members]) => ({ ...extra, ...members }));
}
