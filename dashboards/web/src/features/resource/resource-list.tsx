import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { printCondition } from "@toolmark/schemas/query/print-query";
import { useState } from "react";
import type { FormEvent, ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countOf } from "../../lib/format.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ChangedGrid } from "./changed-grid.tsx";
import { groupChanged } from "./changed-resources.ts";
import type { ChangedResource } from "./changed-resources.ts";
import { CopyLinkButton } from "./resource-bar.tsx";
import { useResourceSearch } from "./use-resource-search.ts";

import styles from "./resource-list.module.css";

/** Most events that the list is made of: the newest. */
const LOOKED_AT = 1000;

/** Finds a resource by its URI, or lists those that changed last. */
export function ResourceList(): ReactNode {
  const [search, setSearch] = useResourceSearch();
  const { prefix } = search;
  const range = useRange(search);
  const { from, to } = range;
  const query = useQuery({
    queryKey: ["/v1/search", "changed", prefix, from, to, search.asof],
    queryFn: async ({ signal }) => {
      const answer = await apiWith({ signal }).search({
        q: prefix === undefined ? "has:changed" : `${printCondition("changed", prefix)}*`,
        from,
        to,
        limit: LOOKED_AT,
        ...(search.asof !== undefined && { asof: search.asof }),
      });
      return { answer, resources: groupChanged(answer.events, prefix) };
    },
    placeholderData: keepPreviousData,
  });
  useShareAsof(query.data?.answer.asof, { from, to });
  const answer = query.data?.answer;
  const isPart = answer !== undefined && answer.cursor !== undefined;
  return (
    <>
      <PageHeader
        title="Resources"
        actions={
          <>
            <RangePicker value={search} range={range} onChange={setSearch} />
            <CopyLinkButton />
          </>
        }
      />
      <FindResource
        key={prefix}
        prefix={prefix}
        onOpen={(uri) => setSearch({ uri, prefix: undefined, from: undefined, to: undefined })}
        onList={(text) => setSearch({ prefix: text === "" ? undefined : text })}
      />
      <Panel<{ resources: ChangedResource[] }>
        title="Changed last"
        fill
        query={query}
        note={
          query.data && (
            <span aria-live="polite">
              {countOf(query.data.resources.length, "resource")}
              {prefix !== undefined && (
                <>
                  {" "}
                  below <SafeText value={prefix} className="mono" cap={120} />
                </>
              )}
            </span>
          )
        }
        partial={
          isPart &&
          `Made from the newest ${LOOKED_AT.toLocaleString("en-GB")} changes in this time; a resource that changed before them is not listed.`
        }
        empty={({ resources }) =>
          resources.length === 0 ? (
            <EmptyState kind="window" title="No resource was changed in this time" />
          ) : undefined
        }
      >
        {({ resources }) => <ChangedGrid resources={resources} />}
      </Panel>
    </>
  );
}

function FindResource(props: {
  prefix: string | undefined;
  onOpen: (uri: string) => void;
  onList: (prefix: string) => void;
}) {
  const { onOpen, onList } = props;
  const [text, setText] = useState(props.prefix ?? "");
  const written = text.trim();

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (written !== "") onOpen(written);
  }

  return (
    <form className={styles["find"]} role="search" onSubmit={submit}>
      <TextField
        label="URI of a resource"
        hideLabel
        mono
        className={styles["field"]}
        placeholder="crm://contact/42"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" kind="primary" disabled={written === ""}>
        <Icon name="resources" size={13} />
        Open its history
      </Button>
      <Button onClick={() => onList(written)}>
        <Icon name="filter" size={13} />
        {written === "" ? "List all" : "List all that begin so"}
      </Button>
    </form>
  );
}
