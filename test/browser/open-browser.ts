import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

import { findBrowser } from "./find-browser.ts";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A running browser with a profile of its own, which goes with it. */
export interface OpenBrowser extends AsyncDisposable {
  browser: Browser;
}

/** Starts the browser of this machine; see `findBrowser`. */
export async function openBrowser(): Promise<OpenBrowser> {
  const browser = await chromium.launch({
    executablePath: await findBrowser(),
    headless: true,
    args: flags,
  });
  return { browser, [Symbol.asyncDispose]: async () => await browser.close() };
}
