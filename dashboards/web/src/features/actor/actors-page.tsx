import { getRouteApi } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { CopyLinkButton } from "../resource/resource-bar.tsx";
import { actorKinds, kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import { ActorsGrid } from "./actors-grid.tsx";
import { CredentialsGrid } from "./credentials-grid.tsx";
import {
  LOOKED_AT,
  MAX_LISTED,
  useActorCounts,
  useCourses,
  useNewest,
  useSeenBefore,
} from "./use-actors.ts";
import type { ActorsQuestion } from "./use-actors.ts";

const route = getRouteApi("/actors");
const FEW = 100;

/** Who acts, and through what: people, agents, clients, credentials and servers with their counts. */
export function ActorsPage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kind: ActorKind = search.of ?? "actor";
  const range = useRange(search);
  const { from, to } = range;
  const question: ActorsQuestion = { kind, q: search.q, from, to, asof: search.asof };
  const counts = useActorCounts(question);
  const newest = useNewest(question);
  const before = useSeenBefore(question);
  const rows = counts.data?.rows;
  const course = useCourses(question, rows !== undefined && rows.length <= FEW);
  useShareAsof(counts.data?.asof ?? newest.data?.asof, { from, to });
  const isCredential = kind === "credential";
  const words = kindWords[kind];
  return (
    <>
      <PageHeader
        title="Actors"
        actions={
          <>
            <RangePicker
              value={search}
              range={range}
              onChange={(next) => void navigate({ search: (old) => ({ ...old, ...next }) })}
            />
            <CopyLinkButton />
          </>
        }
      />
      <Tabs
        label="What is listed"
        fill
        value={kind}
        onChange={(of) =>
          void navigate({
            search: (old) => ({ ...old, of: of === "actor" ? undefined : of }),
            replace: true,
          })
        }
        tabs={actorKinds.map((id) => ({
          id,
          label: kindWords[id].many,
          ...(id === kind &&
            rows !== undefined &&
            !isCredential && { note: countText(rows.length) }),
        }))}
      >
        {isCredential ? (
          <Panel
            label="Credentials"
            fill
            query={newest}
            partial={
              newest.data?.isWhole === false &&
              `Counted from the newest ${countText(LOOKED_AT)} events with a credential in this time: figures are lower bounds, and others may have been used.`
            }
            empty={({ credentials }) =>
              credentials.length === 0 ? (
                <EmptyState kind="window" title="No credential was seen in this time" />
              ) : undefined
            }
          >
            {({ credentials }) => <CredentialsGrid rows={credentials} range={{ from, to }} />}
          </Panel>
        ) : (
          <Panel
            label={words.many}
            fill
            query={counts}
            partial={
              rows?.length === MAX_LISTED &&
              `The ${countText(MAX_LISTED)} with the most events; there may be more.`
            }
            empty={(data) =>
              data.rows.length === 0 ? (
                <EmptyState kind="window" title={`No ${words.one} was seen in this time`} />
              ) : undefined
            }
          >
            {(data) => (
              <ActorsGrid
                kind={kind}
                rows={data.rows}
                range={{ from, to }}
                last={newest.data?.last}
                types={newest.data?.types}
                before={before.data}
                course={course.data}
              />
            )}
          </Panel>
        )}
      </Tabs>
    </>
  );
}
