import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import { openBrowser } from "./open-browser.ts";
import { untilQuiet, withPage } from "./open-page.ts";
import { storyPages } from "./pages.ts";
import { serveStory } from "./serve-story.ts";

// A picture is taken of what there is; what must not be is for the tests to say.
const always = () => true;

/*
 * Writes a picture of every page, light and dark, at 1440 × 900, to a directory (the first argument;
 * default `screenshots`), of the embedded form with the audit story in it.
 */
const directory = resolve(process.argv[2] ?? "screenshots");
await mkdir(directory, { recursive: true });
await using served = await serveStory();
await using opened = await openBrowser();
const { queryUrl: url, adminToken: token } = served.stack;
for (const { name, path } of storyPages(served.answers))
  for (const theme of ["light", "dark"] as const)
    await withPage(opened.browser, { url, token, theme, expected: always }, async (page) => {
      await page.goto(path);
      await untilQuiet(page);
      const file = join(directory, `${name}-${theme}.png`);
      await page.screenshot({ path: file });
      process.stdout.write(`${file}\n`);
    });
