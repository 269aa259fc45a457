import type { SearchAnswer } from "@toolmark/query-api/answers";
import type { EventView } from "@toolmark/query-api/event-view";
import type { Page, Route } from "playwright-core";

/** A trail that is only as large as a page believes. */
export interface LargeTrail {
  /** What every event of it looks like but for its id and time. */
  event: EventView;
  events: number;
  /** Time of the newest, milliseconds since the epoch. */
  newest: number;
}

/** Answers every search of a page from a trail of very many events, page by page. */
export async function answerFromLargeTrail(page: Page, trail: LargeTrail): Promise<void> {
  const { event, events, newest } = trail;
  let real: SearchAnswer | undefined;
  await page.route(/\/v1\/search\?/, async (route: Route) => {
    // What the page asks beside its list is about what is really there.
    real ??= (await (await route.fetch()).json()) as SearchAnswer;
    const { searchParams } = new URL(route.request().url());
    const limit = Number(searchParams.get("limit") ?? 100);
    const start = Number((searchParams.get("cursor") ?? "row-0").slice(4));
    const length = Math.min(limit, events - start);
    const rows = Array.from({ length }, (_, index): EventView => {
      const place = start + index;
      const id = `00000000-0000-7000-8000-${String(place).padStart(12, "0")}`;
      const occurred = new Date(newest - place * 100).toISOString();
      return { ...event, event: { ...event.event, id }, time: { ...event.time, occurred } };
    });
    const answer: SearchAnswer = {
      events: rows,
      total: events,
      total_is_exact: true,
      asof: real.asof,
      ...(start + length < events && { cursor: `row-${start + length}` }),
      query: real.query,
    };
    await route.fulfill({ json: answer });
  });
}
