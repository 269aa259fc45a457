import type { Page, Route } from "playwright-core";

/** Questions that are about the visit, without which there is no page. */
const visit = /\/v1\/(?:me|sign-in|sign-out)(?:\?|$)/;

/** How the API behaves towards a page. */
export type Answering = "usual" | "error" | "never";

/** Lets the network answer a page's questions with an error, or not at all; reads of who asks aside. */
export async function answerWith(page: Page, answering: Answering): Promise<void> {
  if (answering === "usual") return;
  await page.route(/\/v1\//, async (route: Route) => {
    if (visit.test(route.request().url())) return await route.continue();
    // A question that is never answered ends with its page.
    if (answering === "never") return undefined;
    if (route.request().url().includes("/v1/health"))
      return await route.fulfill({
        status: 503,
        contentType: "application/json",
        body: JSON.stringify({
          status: "failing",
          checks: [{ name: "store", status: "failing", reason: "the store does not answer" }],
        }),
      });
    return await route.fulfill({
      status: 503,
      contentType: "application/problem+json",
      body: JSON.stringify({
        type: "about:blank",
        title: "the store is not available",
        status: 503,
        code: "store_unavailable",
        detail: "the store does not answer; try again",
        request_id: "req-of-the-test",
      }),
    });
  });
}
