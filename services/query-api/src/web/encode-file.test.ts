import { expect, test } from "vitest";

import { chooseEncoding, encodeFile } from "./encode-file.ts";
import type { ContentEncoding } from "./encode-file.ts";

const all = new Map<ContentEncoding, number>([
  ["identity", 1],
  ["br", 1],
  ["gzip", 1],
]);

test.each([
  [undefined, "identity"],
  ["", "identity"],
  ["identity", "identity"],
  ["deflate", "identity"],
  ["gzip", "gzip"],
  ["GZIP, Br", "br"],
  ["gzip;q=1.0, br;q=0", "gzip"],
  ["*", "br"],
  ["*;q=0", "identity"],
  ["br;q=nonsense, gzip", "gzip"],
])("Accept-Encoding %j is answered with %s", (accepted, encoding) => {
  expect(chooseEncoding(accepted, all)).toBe(encoding);
});

test("a form that there is not is not chosen", () => {
  expect(chooseEncoding("br, gzip", new Map([["identity", 1]]))).toBe("identity");
});

test("only text of some size is compressed", async () => {
  expect(await forms(10_000, "text/css; charset=utf-8")).toEqual(["br", "gzip", "identity"]);
  expect(await forms(10_000, "image/svg+xml; charset=utf-8")).toEqual(["br", "gzip", "identity"]);
  expect(await forms(10_000, "font/woff2")).toEqual(["identity"]);
  expect(await forms(100, "text/css; charset=utf-8")).toEqual(["identity"]);
});

async function forms(size: number, type: string): Promise<ContentEncoding[]> {
  return [...(await encodeFile(new Uint8Array(size), type)).bodies.keys()].toSorted();
}
