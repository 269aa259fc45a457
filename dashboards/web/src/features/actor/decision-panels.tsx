import type { ProfileAnswer } from "@toolmark/query-api/profiles/answers";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { BarList } from "../../charts/bar-list.tsx";
import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { PanelQuery } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { countQuery } from "./use-actors.ts";
import { profileQuery } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

import styles from "./actor-page.module.css";

interface PanelProps {
  query: PanelQuery<ProfileAnswer>;
  question: ProfileQuestion;
}

const states = ["granted", "denied", "expired", "waiting", "cancelled"] as const;
const words: Readonly<Record<(typeof states)[number], string>> = {
  granted: "approved",
  denied: "refused",
  expired: "expired",
  waiting: "waiting",
  cancelled: "withdrawn",
};

/** Approvals that were asked for and, of a person, those that it decided. */
export function ApprovalsPanel({ query, question }: PanelProps): ReactNode {
  const { kind, id, from, to } = question;
  return (
    <Panel<ProfileAnswer>
      title="Approvals"
      query={query}
      empty={({ approvals: { asked, given } }) =>
        sum(asked) + sum(given) === 0 ? (
          <EmptyState kind="none" small title="No approval in this time" />
        ) : undefined
      }
    >
      {({ approvals: { asked, given } }) => (
        <table className={styles["table"]}>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr">Which</span>
              </th>
              {states.map((state) => (
                <th key={state} scope="col">
                  {words[state]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Line
              label="Asked for"
              counts={asked}
              href={investigatePath({ q: `${profileQuery(kind, id)} has:approval`, from, to })}
            />
            {given !== undefined && (
              <Line
                label="Decided"
                counts={given}
                href={investigatePath({ q: printCondition("approver", id), from, to })}
              />
            )}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Line(props: { label: string; counts: Readonly<Record<string, number>>; href: string }) {
  const { label, counts, href } = props;
  return (
    <tr>
      <th scope="row">
        <AppLink href={href}>{label}</AppLink>
      </th>
      {states.map((state) => (
        <td key={state}>
          {(counts[state] ?? 0) === 0 ? (
            <span className="dim">·</span>
          ) : (
            countText(counts[state] ?? 0)
          )}
        </td>
      ))}
    </tr>
  );
}

function sum(counts: Readonly<Record<string, number>> | undefined): number {
  return Object.values(counts ?? {}).reduce((total, count) => total + count, 0);
}

const SHOWN = 6;

/** What blocked how much. */
export function DenialsPanel({ query, question }: PanelProps): ReactNode {
  const { kind, id, from, to } = question;
  return (
    <Panel<ProfileAnswer>
      title="Blocked by"
      query={query}
      empty={({ denials }) =>
        denials.length === 0 ? (
          <EmptyState kind="none" small title="Nothing was blocked in this time" />
        ) : undefined
      }
    >
      {({ denials }) => (
        <BarList
          label="Blocked by"
          role="denied"
          items={denials.slice(0, SHOWN).map(({ kind: what, rule, count }) => ({
            id: `${what} ${rule ?? ""}`,
            label: rule === undefined ? what : <SafeText value={rule} cap={60} />,
            ...(rule !== undefined && { sub: what }),
            value: count,
            link: (content) => (
              <AppLink
                href={investigatePath({
                  q:
                    rule === undefined
                      ? countQuery(profileQuery(kind, id), "denied")
                      : `${profileQuery(kind, id)} ${printCondition("rule", rule)}`,
                  from,
                  to,
                })}
              >
                {content}
              </AppLink>
            ),
          }))}
        />
      )}
    </Panel>
  );
}
