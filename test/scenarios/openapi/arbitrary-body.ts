import * as fc from "fast-check";

/** A request's body and the headers that say what it is. */
export interface FuzzBody {
  bytes: Uint8Array<ArrayBuffer>;
  headers: Readonly<Record<string, string>>;
}

/** Bodies that are no JSON, or JSON that is treated in a special way somewhere. */
const traps: readonly string[] = [
  "",
  " ",
  "nul",
  "[",
  '{"',
  "[".repeat(20_000),
  `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`,
  '"\\ud800"',
  '"\\u0000"',
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}',
  '{"a":1,"a":2}',
  "1e999",
  "\u{feff}{}",
  "null",
  `"${"x".repeat(300_000)}"`,
];

const contentTypes = [
  undefined,
  "text/plain",
  "application/xml",
  "application/json; charset=utf-16",
  "application/vnd.api+json",
  "application/x-www-form-urlencoded",
  "multipart/form-data",
  "application/octet-stream",
  "json",
];

/** Bodies around the values that an operation takes: those, changed ones, cut ones and others. */
export function arbitraryBody(inside: fc.Arbitrary<unknown>): fc.Arbitrary<FuzzBody> {
  const insideText = inside.map((value) => JSON.stringify(value) ?? "null");
  const changed = fc
    .tuple(inside, fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), fc.nat())
    .map(([value, name, other, place]) =>
      JSON.stringify(withChange(value, { name, other, place })),
    );
  const cut = fc
    .tuple(insideText, fc.nat())
    .map(([text, length]) => text.slice(0, length % Math.max(1, text.length)));
  const text = fc.oneof(
    { weight: 10, arbitrary: insideText },
    { weight: 4, arbitrary: changed },
    { weight: 2, arbitrary: fc.json({ maxDepth: 3 }) },
    { weight: 1, arbitrary: cut },
    { weight: 1, arbitrary: fc.constantFrom(...traps) },
  );
  const bytes = fc.oneof(
    { weight: 20, arbitrary: text.map((json) => new TextEncoder().encode(json)) },
    {
      weight: 1,
      arbitrary: fc.uint8Array({ maxLength: 30 }).map((values) => new Uint8Array(values)),
    },
  );
  const type = fc.oneof(
    { weight: 9, arbitrary: fc.constant("application/json") },
    { weight: 1, arbitrary: fc.constantFrom(...contentTypes) },
  );
  return fc.record({ bytes, type }).map((parts) => ({
    bytes: parts.bytes,
    headers: parts.type === undefined ? {} : { "content-type": parts.type },
  }));
}

/** One member is replaced, or one is added where there is none. */
function withChange(
  value: unknown,
  change: { name: string; other: unknown; place: number },
): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return change.other;
  const names = [...Object.keys(value), change.name];
  return { ...value, [names[change.place % names.length] ?? ""]: change.other };
}
