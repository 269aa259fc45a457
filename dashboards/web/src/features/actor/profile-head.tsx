import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { eventPath, investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { Tag } from "../../ui/tag.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { kindWords } from "./actor-kinds.ts";
import type { ActorKind } from "./actor-kinds.ts";
import { countQuery } from "./use-actors.ts";
import type { CountedAs } from "./use-actors.ts";

import styles from "./actor-page.module.css";

/** What somebody is, as far as it is known: kinds, versions, and whether it is shared. */
export function ProfileNames(props: {
  kind: ActorKind;
  profile: ProfileAnswer | undefined;
}): ReactNode {
  const { kind, profile } = props;
  const section = kind === "client" ? profile?.clients : profile?.actors;
  const own = section?.items.find(({ value }) => value === profile?.id);
  const people = profile?.people;
  return (
    <p className={styles["names"]}>
      <Tag>{kindWords[kind].one}</Tag>
      {(own?.types ?? []).map((type) => (
        <Tag key={type}>{type}</Tag>
      ))}
      {own?.versions !== undefined && (
        <span>
          versions <SafeText value={own.versions.join(", ")} cap={120} />
        </span>
      )}
      {kind === "client" && <span>self-reported: the client says so itself</span>}
      {profile?.shared === true && people !== undefined && (
        <Tag tone="high" icon="warning">
          shared by {countText(people.total)} people
        </Tag>
      )}
      {profile?.shared === false && <Tag tone="good">one person only</Tag>}
    </p>
  );
}

/** How much was done and what came of it, each count a link to its events. */
export function ProfileCounts(props: {
  profile: ProfileAnswer;
  q: string;
  range: { from: string; to: string };
}): ReactNode {
  const { profile, q, range } = props;
  const { calls, writes, denied, errors, unresolved, resources, first, last } = profile;
  const link = (counted?: CountedAs) => investigatePath({ q: countQuery(q, counted), ...range });
  return (
    <>
      <div className={styles["counts"]}>
        <Count label="calls" count={calls} href={link()} />
        <Count label="writes" tone="write" count={writes} href={link("writes")} />
        <Count label="denied" tone="deny" count={denied} href={link("denied")} />
        <Count label="errors" count={errors} href={link("errors")} />
        <Count
          label="no result"
          tone="gap"
          count={unresolved}
          href={investigatePath({ q: `${q} type:call.unresolved`, ...range })}
        />
        <Count
          label="changed"
          count={resources.changed}
          href={investigatePath({ q: `${q} has:changed`, ...range })}
        />
      </div>
      <div className={styles["last"]}>
        <span>First and last in this time</span>
        <AppLink href={eventPath(first.event_id)}>
          <TimeText at={first.time} form="full" />
        </AppLink>
        <AppLink href={eventPath(last.event_id)}>
          <TimeText at={last.time} form="full" />
        </AppLink>
      </div>
    </>
  );
}

function Count(props: {
  label: string;
  count: number;
  href: string;
  tone?: "write" | "deny" | "gap";
}) {
  const { label, count, href, tone } = props;
  return (
    <AppLink href={href} className={styles["count"]}>
      <b data-tone={count > 0 ? tone : undefined}>{countText(count)}</b>
      <span>{label}</span>
    </AppLink>
  );
}
