import { describe, expect, test } from "vitest";

import { parseSearch } from "./search-codec.ts";
import { shareLink } from "./share-link.ts";

const now = Date.parse("2026-08-21T15:00:00.000Z");
const searchOf = (link: string) => parseSearch(new URL(link).search);

describe("a shared link", () => {
  test("relative ends of the range become instants", () => {
    const link = shareLink(
      "https://t.example/investigate?q=actor:bob&from=now-2h&to=now-1h",
      {},
      now,
    );
    expect(searchOf(link)).toEqual({
      q: "actor:bob",
      from: "2026-08-21T13:00:00.000Z",
      to: "2026-08-21T14:00:00.000Z",
    });
  });

  test("the range that is shown counts, also where the address names none", () => {
    const range = { from: "2026-08-20T15:00:00.000Z", to: "2026-08-21T15:00:00.000Z" };
    expect(searchOf(shareLink("https://t.example/investigate", { range }, now + 60_000))).toEqual(
      range,
    );
  });

  test("the state of the answer is added, unless the address names one", () => {
    expect(searchOf(shareLink("https://t.example/investigate?q=a", { asof: "p0" }, now))).toEqual({
      q: "a",
      asof: "p0",
    });
    expect(
      searchOf(shareLink("https://t.example/investigate?asof=p1", { asof: "p0" }, now)),
    ).toEqual({ asof: "p1" });
  });

  test("the zone and the tenant stay, following live does not", () => {
    const link = shareLink("https://t.example/investigate?zone=local&tenant=b&live=1#x", {}, now);
    expect(link).toBe("https://t.example/investigate?zone=local&tenant=b");
  });

  test("a page without a range gets none", () => {
    expect(shareLink("https://t.example/cases/a%2Fb", {}, now)).toBe(
      "https://t.example/cases/a%2Fb",
    );
  });
});
