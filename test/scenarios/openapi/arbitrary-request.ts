import * as fc from "fast-check";

import type { ApiDocument, ApiOperation, ApiParameter } from "./api-document.ts";
import { arbitraryBody } from "./arbitrary-body.ts";
import { arbitraryValue } from "./arbitrary-value.ts";
import type { FuzzVocabulary } from "./fuzz-vocabulary.ts";

/** A request as it is sent. */
export interface FuzzRequest {
  method: string;
  /** Path and query, encoded. */
  target: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer> | undefined;
}

/** What requests are made of beside the document. */
export interface FuzzWords {
  vocabulary: FuzzVocabulary;
  /** Tokens of all roles; the first opens everything. */
  tokens: readonly [string, ...string[]];
}

/** Percent-encoded text that is no text, or is treated in a special way somewhere. */
const encodedTraps = [
  "%00",
  "%0d%0aset-cookie:%20a=b",
  "%ED%A0%80",
  "%ED%B0%80%ED%A0%80",
  "%F0%28%8C%28",
  "%FF%FE",
  "%",
  "%zz",
  "%C2%85%E2%80%A8%E2%80%AE",
  "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
  "+",
  "%25%32%35",
  "%2F",
  "__proto__",
  "constructor",
];

const plainTraps = [
  "",
  " ",
  "null",
  "true",
  "false",
  "[]",
  "{}",
  "-1",
  "0",
  "1.5",
  "1e9",
  "0x10",
  "٣",
  "9007199254740993",
  "2026-02-30T00:00:00Z",
  "9999-12-31T23:59:59.999999Z",
  "0001-01-01T00:00:00Z",
  "-1ms",
  "1ms",
  "99999999d",
  "a:b:c",
  "((((((((((((((((((((",
  "NOT ".repeat(200),
  "x*".repeat(200),
  '"',
  "\\",
  "' OR 1=1 --",
  "%' ESCAPE '\\",
];

/** Requests of one operation, some as it is described and some beside it in every way. */
export function arbitraryRequest(
  document: ApiDocument,
  operation: ApiOperation,
  words: FuzzWords,
): fc.Arbitrary<FuzzRequest> {
  const context = { document, wordsFor: words.vocabulary.wordsFor };
  const encodedValue = (parameter: ApiParameter) =>
    fc.oneof(
      {
        weight: 12,
        arbitrary: arbitraryValue(context, parameter.schema, wordName(operation, parameter)).map(
          (value) => encode(String(value)),
        ),
      },
      { weight: 1, arbitrary: arbitraryEncoded },
    );
  const inPath = operation.parameters.filter((parameter) => parameter.in === "path");
  const path = fc
    .tuple(...inPath.map(encodedValue))
    .map((values) =>
      inPath.reduce(
        (text, { name }, index) => text.replace(`{${name}}`, () => values[index] || "%20"),
        operation.path,
      ),
    );
  const inQuery = operation.parameters.filter((parameter) => parameter.in === "query");
  const query = fc.tuple(
    ...inQuery.map((parameter) =>
      fc.oneof(
        { weight: parameter.required === true ? 1 : 24, arbitrary: fc.constant(undefined) },
        {
          weight: 12,
          arbitrary: encodedValue(parameter).map((value) => `${parameter.name}=${value}`),
        },
      ),
    ),
  );
  const unknown = sometimes(
    fc.tuple(arbitraryEncoded, arbitraryEncoded).map((pair) => pair.join("=")),
  );
  const repeated = sometimes(fc.nat());
  return fc
    .record({
      path,
      query,
      unknown,
      repeated,
      headers: arbitraryHeaders(operation, words),
      body:
        operation.body === undefined
          ? fc.constant(undefined)
          : arbitraryBody(arbitraryValue(context, operation.body, "")),
    })
    .map((parts) => {
      const pairs = [...parts.query, parts.unknown].filter((pair) => pair !== undefined);
      const again = parts.repeated === undefined ? undefined : pairs[parts.repeated % pairs.length];
      const search = [...pairs, ...(again === undefined ? [] : [again])].join("&");
      return {
        method: operation.method,
        target: search === "" ? parts.path : `${parts.path}?${search}`,
        headers: { ...parts.headers, ...parts.body?.headers },
        body: parts.body?.bytes,
      };
    });
}

/** What a path names is of the kind that the segment before it says. */
function wordName({ path }: ApiOperation, parameter: ApiParameter): string {
  if (parameter.in !== "path") return parameter.name;
  const segments = path.split("/");
  return segments[segments.indexOf(`{${parameter.name}}`) - 1] ?? "";
}

const arbitraryEncoded: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...encodedTraps),
  fc.constantFrom(...plainTraps).map(encode),
  fc.string({ unit: "binary", maxLength: 30 }).map(encode),
  fc.integer({ min: 1000, max: 9000 }).map((length) => "x".repeat(length)),
  fc.integer({ min: 100, max: 1000 }).map((length) => encode("é".repeat(length))),
);

function arbitraryHeaders(
  operation: ApiOperation,
  { tokens }: FuzzWords,
): fc.Arbitrary<Record<string, string>> {
  const [everything] = tokens;
  const authorization = fc.oneof(
    { weight: 30, arbitrary: fc.constant(`Bearer ${everything}`) },
    { weight: 4, arbitrary: fc.constantFrom(...tokens).map((token) => `Bearer ${token}`) },
    { weight: 1, arbitrary: fc.constantFrom("", "Bearer", "Bearer x", "Basic YTpi") },
  );
  const purpose = fc.oneof(
    { weight: 8, arbitrary: fc.constant("looking%20into%20it") },
    {
      weight: 1,
      arbitrary: fc.constantFrom(undefined, "%zz", "%ED%A0%80", " ", "é", "x".repeat(3000)),
    },
  );
  const described = operation.parameters
    .filter((parameter) => parameter.in === "header" && parameter.name !== "toolmark-purpose")
    .map(({ name }) => [name, sometimes(headerText)] as const);
  return fc
    .record({
      authorization,
      "toolmark-purpose": purpose,
      "if-match": sometimes(headerText),
      "last-event-id": sometimes(headerText),
      ...Object.fromEntries(described),
    })
    .map((headers) =>
      Object.fromEntries(
        Object.entries(headers).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      ),
    );
}

/** What HTTP allows in a header, with what conditional and partial requests mean something by. */
const headerText = fc.oneof(
  fc.constantFrom("*", '"1"', 'W/"1"', "bytes=0-9", "bytes=9-0", "bytes=-5", "bytes=0-1,3-4", ","),
  fc
    .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 20 })
    .map((codes) => String.fromCharCode(...codes.filter((code) => code !== 0x7f)).trim()),
);

function sometimes<Value>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> {
  return fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
