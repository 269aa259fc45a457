import { expect, test } from "vitest";

import { formatOf, splitItems } from "./split-items.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const texts = (items: Uint8Array[]) => items.map((item) => new TextDecoder().decode(item));
const split = (text: string, type = "application/json") =>
  texts(splitItems(bytes(text), formatOf(bytes(text), type)));

test("elements of an array come out byte for byte", () => {
  expect(split(' [ {"a": [1,{"b":"],[\\""}] } ,\n{"a":1e400}, 5 ] ')).toEqual([
    '{"a": [1,{"b":"],[\\""}] }',
    '{"a":1e400}',
    "5",
  ]);
});

test("lines come out byte for byte, without the empty ones", () => {
  expect(split('{"a":1}\r\n\n {"b": 2} \n{"c"', "application/x-ndjson")).toEqual([
    '{"a":1}',
    '{"b": 2}',
    '{"c"',
  ]);
});

test("one object may be written over several lines", () => {
  expect(split('{\n "a": 1\n}\n')).toEqual(['{\n "a": 1\n}']);
});

test("an array is known by its first byte whatever the media type says", () => {
  expect(split("[1,2]", "application/x-ndjson")).toEqual(["1", "2"]);
});

test.each([
  ["an array that never ends", '[{"a":1},{"b":', ['{"a":1}', '{"b":']],
  ["text behind the array", '[{"a":1}] {"b":2}', ['{"a":1}', '{"b":2}']],
  ["an element that is not JSON", "[{a},2]", ["{a}", "2"]],
  ["a missing element", "[1,,2]", ["1", "", "2"]],
])("%s hides no other event", (_name, body, items) => {
  expect(split(body)).toEqual(items);
});

test.each(["[]", "[ ]", ""])("%j holds nothing", (body) => {
  expect(split(body).filter((item) => item !== "")).toEqual([]);
});
