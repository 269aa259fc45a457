import { getRouteApi } from "@tanstack/react-router";
import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { useMay } from "../../lib/permissions.ts";
import { useRange } from "../../lib/range.ts";
import { useShareAsof } from "../../lib/share-link.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { buttonClass } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageTitle } from "../../ui/page-header.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { RangePicker } from "../../ui/range-picker.tsx";
import { CopyLinkButton } from "../resource/resource-bar.tsx";
import { ActivityPanel } from "./activity-panel.tsx";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import { AddressPanel } from "./address-panel.tsx";
import { CredentialsPanel } from "./credentials-panel.tsx";
import { ApprovalsPanel, DenialsPanel } from "./decision-panels.tsx";
import { isMissing } from "./is-missing.ts";
import { NothingHere } from "./nothing-here.tsx";
import { ProfileCounts, ProfileNames } from "./profile-head.tsx";
import { ResourcesPanel, SeenPanel, SessionsPanel, ToolsPanel } from "./seen-panels.tsx";
import { profileQuery, useProfile } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

import styles from "./actor-page.module.css";

const route = getRouteApi("/actors/$id");

/** What one person, agent, client, credential or server did, and whether that is usual. */
export function ActorPage(): ReactNode {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kind: ActorKind = search.as ?? "actor";
  const range = useRange(search);
  const { from, to } = range;
  const question: ProfileQuestion = { kind, id, from, to, asof: search.asof };
  const profile = useProfile(question);
  useShareAsof(profile.data?.asof, { from, to });
  const q = profileQuery(kind, id);
  const isNone = profile.data === undefined && isMissing(profile.error);
  return (
    <>
      <div className={styles["bar"]}>
        <nav className={styles["crumbs"]} aria-label="Above this page">
          <AppLink href="/actors">Actors</AppLink>
          <span aria-hidden="true">/</span>
          <AppLink href={kind === "actor" ? "/actors" : `/actors?of=${kind}`}>
            {kindWords[kind].many}
          </AppLink>
        </nav>
        <span className="grow" />
        <RangePicker
          value={search}
          range={range}
          onChange={(next) => void navigate({ search: (old) => ({ ...old, ...next }) })}
        />
        <CopyLinkButton />
        <AppLink className={buttonClass()} href={investigatePath({ q, from, to })}>
          <Icon name="investigate" size={13} />
          Its events
        </AppLink>
      </div>
      <div className={styles["head"]}>
        <div className="grow">
          <div className="row">
            <PageTitle title={id} className={styles["title"]} />
            <CopyButton value={id} label={`Copy the ${kindWords[kind].one}`} />
          </div>
          <ProfileNames kind={kind} profile={profile.data} />
        </div>
        {profile.data && <ProfileCounts profile={profile.data} q={q} range={{ from, to }} />}
      </div>
      {isNone ? (
        <NothingHere
          question={question}
          onRange={(next) => void navigate({ search: (old) => ({ ...old, ...next }) })}
        />
      ) : profile.data === undefined && profile.error !== null ? (
        <ProblemNote error={profile.error} onRetry={profile.refetch} />
      ) : (
        <Sections question={question} profile={profile} />
      )}
    </>
  );
}

function Sections(props: { question: ProfileQuestion; profile: ReturnType<typeof useProfile> }) {
  const { question, profile } = props;
  const { kind } = question;
  const limits = profile.data?.limits ?? [];
  const isPerson = kind === "actor" || kind === "agent";
  const mayPersonal = useMay("personal");
  const who = whoBeside(kind, profile.data);
  return (
    <div className={styles["scroller"]} tabIndex={0} role="group" aria-label="Profile">
      {limits.map(({ code, detail }) => (
        <p key={`${code} ${detail}`} className={styles["limit"]} role="status">
          {detail.charAt(0).toUpperCase() + detail.slice(1)}.
        </p>
      ))}
      <div className={styles["columns"]}>
        <div className={styles["main"]}>
          <ActivityPanel question={question} />
          <div className={styles["pair"]}>
            <ToolsPanel query={profile} question={question} />
            <ResourcesPanel query={profile} question={question} />
          </div>
          <SessionsPanel query={profile} />
        </div>
        <div className={styles["side"]}>
          <SeenPanel {...who} query={profile} isShare />
          {kind !== "client" && (
            <SeenPanel title="Clients" query={profile} section="clients" kind="client" />
          )}
          {kind !== "credential" && <CredentialsPanel query={profile} question={question} />}
          {kind !== "server" && (
            <SeenPanel title="Servers" query={profile} section="servers" kind="server" />
          )}
          {(isPerson || kind === "client" || kind === "credential") && (
            <AddressPanel question={question} isAllowed={mayPersonal} />
          )}
          <ApprovalsPanel query={profile} question={question} />
          <DenialsPanel query={profile} question={question} />
          <Panel title="Looked at" query={profile}>
            {({ events, complete }) => (
              <p className={styles["note"]}>
                {countText(events)} events{complete ? "" : ", which is not all"}; attempts count,
                reads of the trail do not.
              </p>
            )}
          </Panel>
        </div>
      </div>
    </div>
  );
}

/** Who stands beside: of a person its agents, of an agent the people it acted for, of others people. */
function whoBeside(kind: ActorKind, profile: ProfileAnswer | undefined) {
  const [agent] = profile?.agents.items ?? [];
  const isAgent = kind === "agent" || (kind === "actor" && agent?.value === profile?.id);
  if (isAgent) return { title: "Acts for", section: "actors", kind: "actor" } as const;
  if (kind === "actor") return { title: "Acts through", section: "agents", kind: "agent" } as const;
  return { title: "Used by", section: "actors", kind: "actor" } as const;
}
