import type { ResourceAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { dayText, toMs } from "../../lib/time.ts";
import { ianaOf, useZone, zoneLabel } from "../../lib/zone.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { PageTitle } from "../../ui/page-header.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import type { AccessAction, ResourceAccess } from "./resource-access.ts";
import { accessQuery, actionQuery } from "./resource-query.ts";
import type { LoadedAccesses } from "./use-accesses.ts";

import styles from "./resource-head.module.css";

/** What a resource's page begins with. */
export interface ResourceHeadProps {
  uri: string;
  loaded: LoadedAccesses | undefined;
  /** Number of gaps; absent while it is not known. */
  gaps: number | undefined;
  /** Range of the links, RFC 3339. */
  range: { from: string; to: string } | undefined;
}

/** The resource's name and how often what was done with it, each count a link to its events. */
export function ResourceHead({ uri, loaded, gaps, range }: ResourceHeadProps): ReactNode {
  const summary = loaded?.summary;
  const lastChange = loaded?.accesses.find(({ action }) => action === "change");
  const link = (action: AccessAction) => investigatePath({ q: actionQuery(uri, action), ...range });
  const all = investigatePath({ q: accessQuery(uri), ...range });
  return (
    <div className={styles["head"]}>
      <div className="grow">
        <div className="row">
          <PageTitle title={uri} className={styles["title"]} />
          <CopyButton value={uri} label="Copy the URI" />
        </div>
        <p className={styles["parts"]}>
          <UriParts uri={uri} />
        </p>
      </div>
      {summary !== undefined && (
        <div className={styles["counts"]}>
          <Count label="changes" tone="write" count={of(summary, "change")} href={link("change")} />
          {of(summary, "aim") > 0 && (
            <Count label="tried" count={of(summary, "aim")} href={link("aim")} />
          )}
          <Count label="reads" count={of(summary, "read")} href={link("read")} />
          <Count label="denied" tone="deny" count={of(summary, "denied")} href={link("denied")} />
          <Count
            label={summary.people === 1 ? "person" : "people"}
            count={summary.people}
            href={all}
          />
          <Count
            label={summary.agents === 1 ? "agent" : "agents"}
            count={summary.agents}
            href={all}
          />
          {gaps !== undefined && (
            <Count label={gaps === 1 ? "gap" : "gaps"} tone="gap" count={gaps} href="/integrity" />
          )}
        </div>
      )}
      {lastChange !== undefined && <LastChange access={lastChange} />}
    </div>
  );
}

function of({ actions }: NonNullable<ResourceAnswer["summary"]>, wanted: AccessAction): number {
  return actions.find(({ action }) => action === wanted)?.total ?? 0;
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

function LastChange({ access }: { access: ResourceAccess }) {
  const zone = useZone();
  return (
    <div className={styles["last"]}>
      <span>Last changed</span>
      <b>
        {dayText(toMs(access.time), ianaOf(zone))} <TimeText at={access.time} form="seconds" />{" "}
        {zoneLabel(zone, toMs(access.time))}
      </b>
      <span>
        by <SafeText value={access.actor?.id ?? "somebody not known"} cap={40} />
        {access.agent !== undefined && (
          <>
            {" "}
            via <SafeText value={access.agent} cap={40} />
          </>
        )}
      </span>
    </div>
  );
}

/** The system and the path that a URI names, as far as it can be taken apart. */
function UriParts({ uri }: { uri: string }) {
  const [, system, path] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(uri) ?? [];
  if (system === undefined) return <span>a name that is no URI</span>;
  const parts = (path ?? "").split("/");
  return (
    <>
      <span>system</span> <SafeText value={system} className="mono" />
      {parts.length > 1 && (
        <>
          {" "}
          <span>in</span>{" "}
          <SafeText value={parts.slice(0, -1).join("/")} className="mono" cap={120} />
        </>
      )}
    </>
  );
}
