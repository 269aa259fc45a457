import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { actorPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { More } from "./seen-panels.tsx";
import { useSharing } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

import styles from "./actor-page.module.css";

/** Credentials of which is asked whether they are shared. */
const ASKED = 4;
const SHOWN = 8;

/** Credentials that were used; of the first few whether others use them too. */
export function CredentialsPanel(props: {
  query: PanelQuery<ProfileAnswer>;
  question: ProfileQuestion;
}): ReactNode {
  const { query, question } = props;
  const items = query.data?.credentials.items ?? [];
  const asked = items.slice(0, ASKED).map(({ value }) => value);
  const sharing = useSharing({ ...question, asof: query.data?.asof ?? question.asof }, asked);
  return (
    <Panel<ProfileAnswer>
      title="Credentials"
      query={query}
      empty={({ credentials }) =>
        credentials.total === 0 ? (
          <EmptyState kind="none" small title="No credential in this time" />
        ) : undefined
      }
    >
      {({ credentials }) => (
        <>
          <ul className={styles["list"]}>
            {credentials.items.slice(0, SHOWN).map(({ value, calls }, index) => (
              <li key={value}>
                <AppLink href={actorPath(value, "credential")} className="mono cut">
                  <SafeText value={value} cap={60} />
                </AppLink>
                <Sharing profile={sharing[index]?.data} />
                <span className={styles["number"]}>{countText(calls)}</span>
              </li>
            ))}
          </ul>
          <More total={credentials.total} shown={Math.min(SHOWN, credentials.items.length)} />
        </>
      )}
    </Panel>
  );
}

function Sharing({ profile }: { profile: ProfileAnswer | undefined }) {
  if (profile?.shared !== true) return null;
  return (
    <Tag tone="high" icon="warning">
      shared by {countText(profile.people?.total ?? 2)}
    </Tag>
  );
}
