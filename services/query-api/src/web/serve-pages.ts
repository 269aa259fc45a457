import type { MiddlewareHandler } from "hono";

import { chooseEncoding } from "./encode-file.ts";
import type { EncodedFile } from "./encode-file.ts";
import { createPageFiles } from "./open-page-files.ts";
import { pageHeaders } from "./page-headers.ts";

/** Addresses of the API, which no page answers. */
const apiPath = /^\/(v1|ledger|metrics|openapi\.json)(\/|$)/;

const notBuilt = `The dashboards are not built here.

Run  npm run build:web  in the checkout and load this page again, or name a directory with built
files in TOOLMARK_WEB_DIR; TOOLMARK_WEB_DIR=off answers without pages.

The API works: /openapi.json describes it.
`;

/**
 * Answers page addresses with the built dashboards of a directory: files by their path, and the one
 * page for `/` and for every other address outside of the API that is asked for as HTML. Anything
 * else is left to what follows.
 *
 * Files below `/assets/` have a digest in their name and never change; the rest is asked for anew each
 * time. While the pages are not built, page addresses answer 503 in plain text.
 */
export function servePages(directory: string): MiddlewareHandler {
  const files = createPageFiles(directory);
  return async (c, next) => {
    const { method, path } = c.req;
    if ((method !== "GET" && method !== "HEAD") || apiPath.test(path)) return await next();
    const isPage = path === "/" || path === "/index.html";
    const file = isPage ? undefined : await files.find(path);
    if (file !== undefined)
      return respond(file, path.startsWith("/assets/") ? FOREVER : "no-cache");
    if (!isPage && !/\btext\/html\b/i.test(c.req.header("accept") ?? "")) return await next();
    const page = await files.page();
    if (page !== undefined) return respond(page, "no-store");
    return c.text(notBuilt, 503, { ...pageHeaders, "cache-control": "no-store" });

    function respond({ mediaType, digest, bodies }: EncodedFile, cacheControl: string): Response {
      const encoding = chooseEncoding(c.req.header("accept-encoding"), bodies);
      const body = bodies.get(encoding);
      const etag = `"${digest}-${encoding}"`;
      const headers = {
        ...pageHeaders,
        "cache-control": cacheControl,
        etag,
        vary: "accept-encoding",
      };
      if (isKnown(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
      return c.body(body ?? new Uint8Array(), 200, {
        ...headers,
        "content-type": mediaType,
        "content-length": String(body?.length ?? 0),
        ...(encoding !== "identity" && { "content-encoding": encoding }),
      });
    }
  };
}

const FOREVER = "public, max-age=31536000, immutable";

function isKnown(condition: string | undefined, etag: string): boolean {
  const known = (condition ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return known.includes(etag) || known.includes("*");
}
