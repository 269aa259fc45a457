import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

let source: Promise<string> | undefined;

/**
 * Asks axe-core about a page as it stands and gives its violations, each in one line with the elements
 * that have it. The script comes in through the debugger, so that the page's content security policy
 * stays in force; what axe itself does under it is not the page's fault: check it on a page of its own.
 */
export async function checkAxe(page: Page): Promise<string[]> {
  source ??= readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const session = await page.context().newCDPSession(page);
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(`${await source}; undefined`);
  const results = (await run(
    "axe.run(document, { preload: false, resultTypes: ['violations'] })",
  )) as AxeResults;
  await session.detach();
  return results.violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes
        .slice(0, 8)
        .map(
          (node) =>
            `    ${node.target.join(" ")} ${node.html.slice(0, 160)}\n      ${(node.failureSummary ?? "").replaceAll("\n", " ").slice(0, 300)}`,
        )
        .join("\n")}`,
  );
}
