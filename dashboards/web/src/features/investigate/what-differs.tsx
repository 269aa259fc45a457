import { useQuery } from "@tanstack/react-query";
import type { FieldId } from "@toolmark/schemas/fields";
import type { ReactNode } from "react";

import type { TimeRange } from "../../charts/range-window.ts";
import { ShareBars } from "../../charts/share-bar.tsx";
import { apiWith } from "../../lib/api.ts";
import { stringifySearch } from "../../lib/search-codec.ts";
import { rangeText } from "../../lib/time.ts";
import { useZone } from "../../lib/zone.ts";
import { addCondition } from "../../query-bar/conditions.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { differencesOf } from "./differences.ts";
import type { InvestigateSearch } from "./investigate-search.ts";
import type { InvestigatePageState } from "./use-investigate-page.ts";
import { parametersOf } from "./use-investigation.ts";

import styles from "./investigate-page.module.css";

/** What is more or less frequent in the selected time than in the rest of the range; a click filters. */
export function WhatDiffers(props: { page: InvestigatePageState; window: TimeRange }): ReactNode {
  const { page, window } = props;
  const { asked, asof, change, search } = page;
  const zone = useZone();
  const from = new Date(window.from).toISOString();
  const to = new Date(window.to).toISOString();
  const query = useQuery({
    queryKey: ["/v1/compare", { asked, asof, from, to }],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).compare({
        ...parametersOf(asked, asof),
        from,
        to,
        baseline_from: asked.from,
        baseline_to: asked.to,
      }),
  });
  const { day, times } = rangeText(window.from, window.to, zone);
  return (
    <Panel
      className={styles.differs}
      title="What differs"
      note={`${day} ${times} against the rest of the range`}
      query={query}
      rows={3}
      partial={
        query.data?.complete === false && query.data.limits.map(({ detail }) => detail).join("; ")
      }
      actions={
        <IconButton
          icon="close"
          label="Close the comparison"
          onClick={() => change({ compare: undefined }, "replace")}
        />
      }
    >
      {(answer) => {
        const { fields, selection, rest } = differencesOf(answer);
        if (fields.length === 0)
          return (
            <EmptyState kind="none" small title="Nothing differs: the shares are about the same" />
          );
        return (
          <div className={styles.fields}>
            {fields.map(({ field, values }) => (
              <div key={field}>
                <h3>{field}</h3>
                <ShareBars
                  label={field}
                  selectionTotal={selection}
                  baselineTotal={rest}
                  names={{ selection: "the selected time", baseline: "the rest" }}
                  items={values.map((value) => ({
                    id: String(value.value),
                    label:
                      value.value === null ? (
                        <span className="dim">none</span>
                      ) : (
                        <SafeText value={value.value} cap={60} />
                      ),
                    selection: value.selection,
                    baseline: value.rest,
                    link: (content) => (
                      <AppLink href={pathFor(search, field, value.value)}>{content}</AppLink>
                    ),
                  }))}
                />
              </div>
            ))}
          </div>
        );
      }}
    </Panel>
  );
}

function pathFor(search: InvestigateSearch, field: FieldId, value: string | null): string {
  const q = addCondition(search.q ?? "", field, value);
  return `/investigate${stringifySearch({ ...search, q, e: undefined, tab: undefined })}`;
}
