import type { ExportManifest as Manifest } from "@toolmark/exports/manifest";
import type { ReactNode } from "react";

import { countOf, countText } from "../../lib/format.ts";
import { eventPath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Fact, Facts } from "../../ui/facts.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { TimeText } from "../../ui/time-text.tsx";

import styles from "./reports-page.module.css";

/** What a file holds and how it was made, as its manifest says, and what is known to be missing. */
export function ExportManifest({ manifest }: { manifest: Manifest }): ReactNode {
  const { query, count, total, state, reason, data, completeness, masks, revealed } = manifest;
  const hidden = Object.entries(masks);
  return (
    <div className={styles["body"]}>
      <Facts>
        <Fact label="Complete">
          {state === "complete" ? (
            <span>
              yes: <b className="strong">{countText(count)}</b> of {countText(total)} events
            </span>
          ) : (
            <b className="strong">
              no: {countText(count)} of {countText(total)} events
              {reason !== undefined && (
                <>
                  , <SafeText value={reason} cap={300} />
                </>
              )}
            </b>
          )}
        </Fact>
        <Fact label="Query">
          {query.normalized === "" ? (
            "all events"
          ) : (
            <SafeText value={query.normalized} className="mono" cap={400} />
          )}
        </Fact>
        <Fact label="In words">
          <SafeText value={query.explanation} cap={400} />
        </Fact>
        <Fact label="Range">
          <span>
            {query.from === undefined ? "from the first" : <TimeText at={query.from} form="full" />}{" "}
            to {query.to === undefined ? "the last" : <TimeText at={query.to} form="full" />}, not
            included
          </span>
        </Fact>
        <Fact label="As of" aside={<CopyButton value={query.asof} label="Copy the snapshot" />}>
          <span className="mono cut" title="what was stored when it was asked for">
            {query.asof}
          </span>
        </Fact>
        <Fact label="SHA-256" aside={<CopyButton value={data.sha256} label="Copy the digest" />}>
          <span className="mono cut">{data.sha256}</span>
        </Fact>
        <Fact label="First, last">
          <span>
            <Place place={manifest.first} /> to <Place place={manifest.last} />
          </span>
        </Fact>
        <Fact label="Emitters">
          <span>
            {countOf(completeness.emitters.length + completeness.more_emitters, "run", "runs")} of
            emitters; {countText(completeness.unsequenced)} events without a number
          </span>
        </Fact>
        <Fact label="Hidden">
          {hidden.length === 0
            ? "nothing"
            : hidden.map(([name, events]) => `${name} in ${countText(events)}`).join(", ")}
        </Fact>
        {revealed.length > 0 && (
          <Fact label="Shown">{revealed.join(", ")}, for the reason above</Fact>
        )}
        {data.neutralized_cells > 0 && (
          <Fact label="Changed">
            {countOf(data.neutralized_cells, "cell")} so that no spreadsheet takes them for a
            formula
          </Fact>
        )}
        {manifest.sample !== undefined && (
          <Fact label="Sample">
            <span>
              {countText(manifest.sample.size)} of {countText(manifest.sample.population.count)},
              seed <SafeText value={manifest.sample.seed} className="mono" cap={80} />
            </span>
          </Fact>
        )}
      </Facts>
      <Gaps completeness={completeness} />
      <details className={styles["details"]}>
        <summary>{countOf(manifest.limits.length, "limit")} of what this file can show</summary>
        <ul className={styles["limits"]}>
          {manifest.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Place({ place }: { place: Manifest["first"] }) {
  if (place === undefined) return <span className="dim">none</span>;
  return (
    <AppLink href={eventPath(place.id)}>
      <TimeText at={place.time} form="full" />
    </AppLink>
  );
}

const SHOWN = 20;

function Gaps({ completeness }: Pick<Manifest, "completeness">) {
  const { gaps, more_gaps: more } = completeness;
  const left = more + Math.max(0, gaps.length - SHOWN);
  if (gaps.length === 0)
    return <p className={styles["note"]}>No gap is known of the emitters in it.</p>;
  return (
    <div className={styles["gaps"]}>
      <b>{countOf(gaps.length + more, "known gap")}</b>
      <ul>
        {gaps.slice(0, SHOWN).map((gap) => (
          <li key={`${gap.emitter} ${gap.epoch} ${gap.from}`}>
            <AppLink href={eventPath(gap.event_id)}>
              <SafeText value={gap.emitter} cap={60} />
            </AppLink>{" "}
            {countText(gap.from)} to {countText(gap.to)}
            {gap.reason !== undefined && (
              <>
                : <SafeText value={gap.reason} cap={120} />
              </>
            )}
          </li>
        ))}
      </ul>
      {left > 0 && <span>and {countText(left)} more</span>}
    </div>
  );
}
