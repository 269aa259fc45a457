import { fieldIds, fields, pathName } from "../fields.ts";
import type { PatternPart } from "../filter.ts";
import { leadingStarFields, queryNames } from "./query-fields.ts";
import type { FieldTest, QueryNode, QueryValue, RegistryField, TextNode } from "./query-tree.ts";

/** Numbers from 0 up to 1, the same for the same seed. */
export type Random = () => number;

/** A generator of pseudo-random numbers (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const none = { start: 0, end: 0 } as const;

// prettier-ignore
const pieces = [
  "a", "B", "7", "é", "日", "😀", "-", "--", "!", ".", "..", ":", "::", "/", "//", "@", "_", "?", "[", "]",
  "(", ")", "()", ",", " ", "  ", "\t", "\n", "\u00a0", "\u2028", "\u202e", "\u0000", "\ud800", "\\", '"',
  '\\"', "*", "**", ">", "<", ">=", "=", "!=", "OR", "AND", "NOT", "TO", "or", " OR ", "“", "–", "%", "1..2",
  "[1 TO 2]", "actor", "actor:", "-actor:x", "params.", "has:", "time:7d", "now",
];

const numbers = ["0", "1", "-5", "2.5", "1e3", "100"] as const;
const networks = ["10.0.0.1", "10.0.0.0/8", "2001:db8::/32", "::1", "::ffff:10.0.0.1"] as const;
const times = ["2026-08-01", "2026-08-01T10:00:00Z", "now-1h", "7d", "yesterday", "now"] as const;

/** A text of whatever could be mistaken for an operator. */
export function randomText(random: Random, most: number): string {
  const length = 1 + Math.floor(random() * most);
  return Array.from({ length }, () => pick(random, pieces)).join("");
}

/** One of the items. */
export function pick<Item>(
  random: Random,
  items: readonly [Item, ...Item[]] | readonly Item[],
): Item {
  return items[Math.floor(random() * items.length)] as Item;
}

/** A tree as `parseQuery` would give it for a query without errors, spans all zero. */
export function randomTree(random: Random): QueryNode {
  const tree = randomNode(random, 3);
  if (random() < 0.8) return tree;
  const time: QueryNode = {
    kind: "filter",
    field: { type: "time", name: "time", ...none },
    test: randomTimeTest(random),
    ...none,
  };
  return group("and", [time, tree]);
}

function randomNode(random: Random, depth: number): QueryNode {
  const roll = random();
  if (depth === 0 || roll < 0.3) return randomFilter(random);
  if (roll < 0.45) return randomFreeText(random);
  if (roll < 0.6) return { kind: "not", of: randomNode(random, depth - 1), ...none };
  const members = Array.from({ length: 2 + Math.floor(random() * 2) }, () =>
    randomNode(random, depth - 1),
  );
  return group(roll < 0.8 ? "and" : "or", members);
}

function group(kind: "and" | "or", members: readonly QueryNode[]): QueryNode {
  const of = members.flatMap((member) => (member.kind === kind ? member.of : [member]));
  return { kind, of, ...none };
}

function randomFreeText(random: Random): TextNode {
  const isPhrase = random() < 0.5;
  const star: PatternPart[] = random() < 0.3 ? ["*"] : [];
  if (isPhrase) {
    const literal = `${randomText(random, 4)}a${randomText(random, 2)}`;
    return { kind: "text", isPhrase, value: valueOf([{ literal }, ...star]), ...none };
  }
  const plain = ["a", "B", "7", "é", "日", ".", "/", "@", "-", ",", "_", "?", "\\", "=", "…"];
  const literal = `x${Array.from({ length: Math.floor(random() * 5) }, () => pick(random, plain)).join("")}`;
  if (queryNames.includes(literal.toLowerCase())) return randomFreeText(random);
  return { kind: "text", isPhrase, value: valueOf([{ literal }, ...star]), ...none };
}

function randomFilter(random: Random): QueryNode {
  const field = randomField(random);
  return { kind: "filter", field, test: randomTest(random, field), ...none };
}

function randomField(random: Random): RegistryField {
  if (random() < 0.75) {
    const name = pick(random, fieldIds);
    return { type: fields[name].type, name, ...none };
  }
  const members = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
    random() < 0.1 ? "" : randomText(random, 2),
  );
  return {
    type: "path",
    name: pathName(pick(random, ["params", "result", "attr"]), members),
    ...none,
  };
}

function randomTest(random: Random, field: RegistryField): FieldTest {
  const roll = random();
  if (roll < 0.15) return { op: "has" };
  if (roll < 0.5 && (field.type === "number" || field.type === "path")) {
    if (roll < 0.35)
      return {
        op: "compare",
        sign: pick(random, [">", ">=", "<", "<="] as const),
        value: literalValue(pick(random, numbers)),
      };
    return randomRange(random, [pick(random, numbers), pick(random, numbers)].toSorted(byNumber));
  }
  const isExact = random() < 0.2;
  const length = random() < 0.7 ? 1 : 2 + Math.floor(random() * 2);
  const values = Array.from({ length }, () => randomValue(random, field, isExact, length > 1));
  return { op: "is", isExact, values };
}

function byNumber(left: string, right: string): number {
  return Number(left) - Number(right);
}

function randomRange(random: Random, [from = "", to = ""]: readonly string[]): FieldTest {
  const bound = (text: string) => (random() < 0.2 ? valueOf(["*"]) : literalValue(text));
  return { op: "range", from: bound(from), to: bound(to) };
}

function randomTimeTest(random: Random): FieldTest {
  const value = literalValue(pick(random, times));
  if (random() < 0.3) return { op: "is", isExact: false, values: [value] };
  if (random() < 0.5) return { op: "compare", sign: pick(random, [">", "<="] as const), value };
  return randomRange(random, [pick(random, times), pick(random, times)]);
}

function randomValue(
  random: Random,
  field: RegistryField,
  isExact: boolean,
  isListed: boolean,
): QueryValue {
  if (isListed && !isExact && random() < 0.1) return valueOf(["*"]);
  if (field.type === "number") return literalValue(pick(random, numbers));
  if (field.type === "address") return literalValue(pick(random, networks));
  if (field.type === "path" && random() < 0.1) return valueOf([]);
  if (isExact || random() < 0.5) return literalValue(randomText(random, 4));
  const parts: PatternPart[] = [{ literal: randomText(random, 3) }, "*"];
  if (random() < 0.4) parts.push({ literal: randomText(random, 3) });
  if (random() < 0.3 && leadingStarFields.has(field.name)) parts.unshift("*");
  return valueOf(parts);
}

function literalValue(literal: string): QueryValue {
  return valueOf([{ literal }]);
}

function valueOf(parts: readonly PatternPart[]): QueryValue {
  return { parts, ...none };
}
