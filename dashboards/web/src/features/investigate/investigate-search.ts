import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of the search. What is absent is the default. */
export const investigateSearch = z.object({
  q: textField(),
  ...rangeFields,
  /** Default the newest first. */
  sort: choiceField(["oldest"]),
  /** Columns, with commas between. */
  cols: textField(512),
  /** Repeats of the same call within a minute stand in one row. */
  group: choiceField(["on"]),
  /** Default outcomes and facts; attempts and reads of the trail where they are asked for. */
  kind: choiceField(["attempts", "all"]),
  /** Event that is open beside the list, and its tab. */
  e: textField(64),
  tab: textField(32),
  /** Which state of the trail is shown; default the newest. */
  asof: textField(),
  /** New events come in as they are stored. */
  live: choiceField(["on"]),
  /** A time selected in the chart: two instants with `..` between them. */
  window: textField(64),
  /** The range before it was zoomed into: two ends with `..` between them. */
  back: textField(96),
  /** Totals beyond 10,000 are counted. */
  count: choiceField(["all"]),
  /** The selected time is compared with the rest. */
  compare: choiceField(["on"]),
});

/** Search parameters of the search. */
export type InvestigateSearch = z.infer<typeof investigateSearch>;
