import type { Page, Request } from "playwright-core";

/** Something that a page must not do. */
export interface PageFault {
  kind: "console" | "exception" | "csp" | "off-origin" | "request" | "status";
  text: string;
}

/** What is known of a page's faults so far. */
export interface WatchedPage {
  /** In the order in which they came. */
  readonly faults: readonly PageFault[];
}

const pending = new WeakMap<Page, { requests: Set<Request>; last: number }>();

/** How many answers a watched page waits for, and how long it has asked for nothing, milliseconds. */
export function trafficOf(page: Page): { pending: number; quietMs: number } {
  const known = pending.get(page);
  if (known === undefined) throw new Error("the page is not watched");
  return { pending: known.requests.size, quietMs: performance.now() - known.last };
}

const BINDING = "toolmarkReportViolation";

/**
 * Collects what a page does that it must not: errors on its console, exceptions, violations of its
 * content security policy, requests to other origins, requests that fail or are answered with an
 * error. To be called before the page is opened.
 */
export async function watchPage(page: Page, origin: string): Promise<WatchedPage> {
  const faults: PageFault[] = [];
  const traffic = { requests: new Set<Request>(), last: performance.now() };
  pending.set(page, traffic);
  const isOver = (request: Request) => {
    traffic.requests.delete(request);
    traffic.last = performance.now();
  };
  page.on("requestfinished", isOver);
  page.on("requestfailed", isOver);
  const add = (kind: PageFault["kind"], text: string) => faults.push({ kind, text });

  page.on("console", (message) => {
    if (message.type() === "error") add("console", `${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => add("exception", error.stack ?? error.message));
  page.on("request", (request) => {
    traffic.requests.add(request);
    traffic.last = performance.now();
    if (!isOwn(request, origin)) add("off-origin", request.url());
  });
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText ?? "";
    // What a page gives up itself, because somebody went on, is no fault.
    if (reason !== "net::ERR_ABORTED") add("request", `${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400)
      add("status", `${response.status()} ${response.request().method()} ${response.url()}`);
  });
  // Bindings and scripts of the debugger are not subject to the policy of the page.
  await page.exposeBinding(BINDING, (_source, text: string) => add("csp", text));
  await page.addInitScript((name: string) => {
    addEventListener("securitypolicyviolation", (event) => {
      const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
      const report = (globalThis as unknown as Record<string, (text: string) => void>)[name];
      report?.(`${violatedDirective} ${blockedURI} ${sourceFile}:${lineNumber}`);
    });
  }, BINDING);
  return { faults };
}

function isOwn(request: Request, origin: string): boolean {
  const { protocol, origin: asked } = new URL(request.url());
  return asked === origin || protocol === "data:" || protocol === "blob:" || protocol === "about:";
}
