import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";

import { listen } from "@toolmark/runtime/http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openStory } from "../story.fixture.ts";
import type { Story } from "../story.fixture.ts";

const script = `console.log(${JSON.stringify("x".repeat(4000))});`;
const page = `<!doctype html><title>pages</title>${" ".repeat(600)}`;
const html = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

let directory: string;
let outside: string;
let story: Story;
beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), "toolmark-pages-"));
  directory = join(outside, "dist");
  await mkdir(join(directory, "assets"), { recursive: true });
  await writeFile(join(outside, "secret.txt"), "not for anybody");
  await writeFile(join(directory, "index.html"), page);
  await writeFile(join(directory, "icon.svg"), "<svg/>");
  await writeFile(join(directory, ".hidden"), "not for anybody");
  await writeFile(join(directory, "assets", "index-abc123.js"), script);
  await symlink(join(outside, "secret.txt"), join(directory, "assets", "link.txt"));
  story = await openStory({ web: { directory } });
});
afterAll(async () => {
  await story[Symbol.asyncDispose]();
  await rm(outside, { recursive: true, force: true });
});

async function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return await story.fetch(new Request(`http://toolmark.test${path}`, { headers, method }));
}

describe("the pages", () => {
  test.each(["/", "/index.html", "/investigate", "/sessions/s-1?tab=tree", "/e/0192", "/nothing"])(
    "are one page at %s for a browser, never kept by it",
    async (path) => {
      const response = await get(path, html);
      expect(response.status).toBe(200);
      expect(await response.text()).toBe(page);
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(response.headers.get("cache-control")).toBe("no-store");
    },
  );

  test("allow nothing but their own files and their own origin", async () => {
    const { headers } = await get("/", html);
    const policy = headers.get("content-security-policy")?.split("; ");
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "font-src 'self'",
      "manifest-src 'self'",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("stay away from the API, which keeps its own answers and headers", async () => {
    for (const path of ["/v1/nothing", "/v1", "/ledger/x", "/metrics"]) {
      const response = await get(path, html);
      expect({ path, status: response.status }).toEqual({ path, status: 404 });
      expect(response.headers.get("content-type")).toBe("application/problem+json");
    }
    const health = await get("/v1/health", html);
    expect(health.headers.get("content-security-policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect((await get("/openapi.json", html)).headers.get("content-type")).toContain("json");
    // A program that mistypes an address is told so.
    expect((await get("/v2/search", { accept: "*/*" })).status).toBe(404);
    expect((await get("/investigate", html, "POST")).status).toBe(404);
  });

  test("send a file whose name has its digest once and for all, compressed", async () => {
    const path = "/assets/index-abc123.js";
    const plain = await get(path);
    expect(await plain.text()).toBe(script);
    expect(plain.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(plain.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect(plain.headers.get("vary")).toBe("accept-encoding");

    const br = await get(path, { "accept-encoding": "gzip, deflate, br" });
    expect(br.headers.get("content-encoding")).toBe("br");
    const packed = Buffer.from(await br.arrayBuffer());
    expect(brotliDecompressSync(packed).toString()).toBe(script);
    expect(br.headers.get("content-length")).toBe(String(packed.length));

    const gzip = await get(path, { "accept-encoding": "gzip, br;q=0" });
    expect(gzip.headers.get("content-encoding")).toBe("gzip");
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(script);

    const etags = [plain, br, gzip].map(({ headers }) => headers.get("etag"));
    expect(new Set(etags).size).toBe(3);
  });

  test("are not sent again to who has them", async () => {
    const etag = (await get("/icon.svg")).headers.get("etag") ?? "";
    const again = await get("/icon.svg", { "if-none-match": `"other", W/${etag}` });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("etag")).toBe(etag);
    expect((await get("/icon.svg", { "if-none-match": '"other"' })).status).toBe(200);
  });

  test("answer HEAD over a real connection without a body", async () => {
    await using listener = await listen({ fetch: story.fetch }, { port: 0 });
    const response = await fetch(`${listener.url}/assets/index-abc123.js`, {
      method: "HEAD",
      headers: { "accept-encoding": "identity" },
    });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("content-length")).toBe(String(script.length));
  });

  test.each([
    "/assets/..%2f..%2fsecret.txt",
    "/assets/../../secret.txt",
    "/%2e%2e/secret.txt",
    "/..%5csecret.txt",
    "/assets/link.txt",
    "/.hidden",
    "/assets",
    "/assets/",
    "//secret.txt",
    "/assets/index-abc123.js%00.txt",
  ])("give away nothing at %s", async (path) => {
    const response = await get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain("not for anybody");
  });
});

test("pages that are built anew are served anew, and while there are none that is said", async () => {
  const built = await mkdtemp(join(tmpdir(), "toolmark-pages-"));
  try {
    await using other = await openStory({ web: { directory: built } });
    const ask = async () => {
      const response = await other.fetch(new Request("http://toolmark.test/", { headers: html }));
      return { status: response.status, text: await response.text(), headers: response.headers };
    };
    const missing = await ask();
    expect(missing.status).toBe(503);
    expect(missing.text).toContain("npm run build:web");
    expect(missing.headers.get("content-type")).toContain("text/plain");
    for (const text of ["first", "second build"]) {
      await writeFile(join(built, "index.html"), text);
      await expect.poll(async () => (await ask()).text, { timeout: 5000 }).toBe(text);
    }
  } finally {
    await rm(built, { recursive: true, force: true });
  }
});

test("without a directory there are no pages", async () => {
  await using without = await openStory();
  const response = await without.fetch(new Request("http://toolmark.test/", { headers: html }));
  expect(response.status).toBe(404);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
});
