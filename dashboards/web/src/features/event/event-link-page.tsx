import { Navigate, useParams } from "@tanstack/react-router";
import { QueryError } from "@toolmark/query-api/client";
import type { ReactNode } from "react";

import { countOf } from "../../lib/format.ts";
import { useMe } from "../../lib/me.ts";
import { investigatePath } from "../../lib/paths.ts";
import { rangeAround } from "../../lib/read-time.ts";
import { toMs } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { useEventAnswer } from "./use-event.ts";

/** Milliseconds on each side of an event that the search shows. */
const AROUND_MS = 15 * 60_000;
const evidence = /^(?:call\.attempted|audit\.)/;

/** Leads from the lasting address of an event to its surroundings, whenever it happened. */
export function EventLinkPage(): ReactNode {
  const { id } = useParams({ from: "/e/$id" });
  const query = useEventAnswer(id, undefined);
  const { data, error, isPlaceholderData } = query;
  if (data !== undefined && !isPlaceholderData) {
    const { event } = data;
    const range = rangeAround(toMs(event.time.occurred), AROUND_MS);
    // Attempts and reads of the trail are listed only where all kinds are asked for.
    const kind = evidence.test(event.event.type) ? "all" : undefined;
    return (
      <Navigate
        to="/investigate"
        search={{ ...range, e: event.event.id, ...(kind !== undefined && { kind }) }}
        replace
      />
    );
  }
  const isMissing = error instanceof QueryError && error.status === 404;
  return (
    <>
      <PageHeader title="Event" crumbs={[{ label: "Investigate", href: "/investigate" }]} />
      {isMissing ? (
        <Missing id={id} />
      ) : (
        <Panel label="Event" query={query}>
          {null}
        </Panel>
      )}
    </>
  );
}

function Missing({ id }: { id: string }): ReactNode {
  const { data: me } = useMe();
  const servers = me?.servers;
  return (
    <EmptyState
      kind="scope"
      title="There is no such event among what you may see"
      actions={
        <AppLink className={buttonClass()} href={investigatePath({})}>
          Open the search
        </AppLink>
      }
    >
      <p>
        <SafeText value={id} className="mono" cap={100} />
      </p>
      <p>
        {servers === undefined
          ? "It is not in this tenant, was removed by retention, or never arrived."
          : `You may see events of ${countOf(servers.length, "server")}: it may be one of another. Or it is not in this tenant, was removed by retention, or never arrived.`}
      </p>
    </EmptyState>
  );
}
