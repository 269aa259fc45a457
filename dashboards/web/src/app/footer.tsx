import { useQuery } from "@tanstack/react-query";
import type { HealthAnswer } from "@toolmark/query-api/answers";
import type { ReactNode } from "react";

import { apiWith, selectedTenant } from "../lib/api.ts";
import { countText } from "../lib/format.ts";
import type { Me } from "../lib/me.ts";
import { useRecordedRead } from "../lib/recorded-read.ts";
import { timeParts } from "../lib/time.ts";
import { ianaOf, useZone } from "../lib/zone.ts";
import { AppLink } from "../ui/app-link.tsx";
import type { IconName } from "../ui/icon-paths.ts";
import { Icon } from "../ui/icon.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { ingestWord, silenceWord } from "./health-words.ts";
import type { HealthTone, HealthWord } from "./health-words.ts";
import { chooseTheme, theme, themes } from "./theme.ts";

import styles from "./footer.module.css";

const ASKED_EVERY_MS = 15_000;
const icons: Readonly<Record<HealthTone, IconName | undefined>> = {
  good: "check",
  plain: undefined,
  warn: "warning",
  bad: "deny",
};

/** What holds for every page: is the trail healthy, how much of it is seen, and that seeing is recorded. */
export function Footer({ me }: { me: Me }): ReactNode {
  // Health is no read of events, so asking again and again leaves no trace in the trail.
  const health = useQuery({
    queryKey: ["/v1/health"],
    queryFn: async ({ signal }) => await apiWith({ signal }).health(),
    refetchInterval: ASKED_EVERY_MS,
    staleTime: ASKED_EVERY_MS,
  });
  // Figures are those of the reader's own tenant; in another one they would be wrong.
  const isOwn = (selectedTenant() ?? me.tenant) === me.tenant;
  const figures = isOwn ? health.data : health.data && withoutFigures(health.data);
  const silence = silenceWord(figures);
  return (
    <footer className={styles["footer"]}>
      <div className={styles["items"]} role="group" aria-label="State of the trail" tabIndex={0}>
        {!health.isPending && <Word word={ingestWord(figures, health.isError)} />}
        {silence !== undefined && <Word word={silence} />}
        {figures?.quarantine !== undefined && (
          <span className={styles["item"]} title="records that were refused, kept with their bytes">
            <AppLink href="/integrity">
              quarantine <b>{countText(figures.quarantine.total)}</b>
            </AppLink>
          </span>
        )}
        <span
          className={styles["item"]}
          title="the seal of an event is checked each time it is opened; it tells whether the event is what was sealed"
        >
          <Icon name="integrity" size={12} stroke={1.6} />
          seals checked <b>on open</b>
        </span>
        <Scope servers={me.servers} />
        <Recorded me={me} />
      </div>
      <ThemeSwitch />
    </footer>
  );
}

function withoutFigures({ status, checks, lag }: HealthAnswer): HealthAnswer {
  return { status, checks, ...(lag && { lag }) };
}

function Word({ word: { tone, word, figure, title } }: { word: HealthWord }): ReactNode {
  const icon = icons[tone];
  return (
    <span className={`${styles["item"]} ${styles[tone] ?? ""}`} title={title}>
      {icon !== undefined && <Icon name={icon} size={12} stroke={2} />}
      <span>
        <SafeText value={word} cap={60} /> {figure !== undefined && <b>{figure}</b>}
      </span>
    </span>
  );
}

function Scope({ servers }: { servers: readonly string[] | undefined }): ReactNode {
  if (servers === undefined)
    return (
      <span className={styles["item"]}>
        you can see <b>all</b> servers
      </span>
    );
  return (
    <span className={styles["item"]} title={servers.slice(0, 20).join(", ")}>
      <Icon name="lock" size={12} />
      <span>
        you can see <b>{countText(servers.length)}</b> {servers.length === 1 ? "server" : "servers"}{" "}
        only
      </span>
    </span>
  );
}

function Recorded({ me }: { me: Me }): ReactNode {
  const at = useRecordedRead();
  const zone = useZone();
  const time = at === undefined ? undefined : timeParts(at, ianaOf(zone));
  return (
    <span className={styles["item"]} title="who asked what of the trail is itself an event of it">
      <Icon name="eye" size={13} stroke={1.4} />
      <span>
        {time === undefined ? "what you view is recorded: " : "this view is recorded: "}
        <b>
          <SafeText value={me.name} cap={40} />, {me.role}
          {time !== undefined && `, ${time.clock}${time.offset}`}
        </b>
      </span>
    </span>
  );
}

function ThemeSwitch(): ReactNode {
  const chosen = theme.use();
  return (
    <fieldset className={styles["theme"]}>
      <legend className="sr">Theme</legend>
      {themes.map(({ id, label }) => (
        <label key={id}>
          <input
            className="sr"
            type="radio"
            name="theme"
            checked={chosen === id}
            onChange={() => chooseTheme(id)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
