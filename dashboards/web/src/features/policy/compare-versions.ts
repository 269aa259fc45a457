import type { PolicyDecisionsAnswer } from "@toolmark/query-api/approvals/answers";

type RuleCount = PolicyDecisionsAnswer["rules"][number];

/** What one version of a rule decided. */
export interface RuleVersion {
  version: string | undefined;
  allow: number;
  deny: number;
  /** Decisions that are neither. */
  other: number;
  total: number;
  /** Ids of the first and the last event. */
  first: string;
  last: string;
  /** When the first event was made, milliseconds since the epoch, where its id tells. */
  firstAt: number | undefined;
  /** Change of the share of denials against the version before, in points of percent. */
  denyChange: number | undefined;
}

/** A rule with its versions, the newest first. */
export interface RuleHistory {
  rule: string;
  check: string;
  mode: RuleCount["mode"];
  total: number;
  versions: RuleVersion[];
}

/**
 * Puts the counts of rules together by rule and version, and compares each version with the one before
 * it. Rules that decided most come first. Pure.
 */
export function compareVersions(
  rules: readonly RuleCount[],
  range: { from: number; to: number },
): RuleHistory[] {
  const groups = Map.groupBy(rules, ({ rule, check, mode }) => JSON.stringify([rule, check, mode]));
  return [...groups.values()]
    .flatMap((counts): RuleHistory[] => {
      const [first] = counts;
      if (first === undefined) return [];
      const versions = versionsOf(counts, range);
      const total = versions.reduce((sum, version) => sum + version.total, 0);
      return [{ rule: first.rule, check: first.check, mode: first.mode, total, versions }];
    })
    .toSorted((a, b) => b.total - a.total);
}

function versionsOf(counts: readonly RuleCount[], range: { from: number; to: number }) {
  const byVersion = Map.groupBy(counts, ({ version }) => version);
  const versions = [...byVersion].map(([version, decided]): RuleVersion => {
    const sum = (isCounted: (decision: string) => boolean) =>
      decided.reduce((n, { decision, count }) => n + (isCounted(decision) ? count : 0), 0);
    const first = decided.map((entry) => entry.first).toSorted()[0] ?? "";
    const last =
      decided
        .map((entry) => entry.last)
        .toSorted()
        .at(-1) ?? first;
    return {
      version,
      allow: sum((decision) => decision === "allow"),
      deny: sum((decision) => decision === "deny"),
      other: sum((decision) => decision !== "allow" && decision !== "deny"),
      total: sum(() => true),
      first,
      last,
      firstAt: timeOfId(first, range),
      denyChange: undefined,
    };
  });
  // Ids begin with their time, so that their order is that of the events.
  const newest = versions.toSorted((a, b) => (a.first < b.first ? 1 : -1));
  return newest.map((version, index) => {
    const before = newest[index + 1];
    if (before === undefined || before.total === 0 || version.total === 0) return version;
    const change = version.deny / version.total - before.deny / before.total;
    return { ...version, denyChange: Math.round(change * 1000) / 10 };
  });
}

const timed = /^([0-9a-f]{8})-([0-9a-f]{4})-[78][0-9a-f]{3}-/;

/**
 * When an id was made, for ids that begin with their time (UUIDs of version 7, RFC 9562, and those made
 * like them); undefined for others, and for times outside of the range.
 */
export function timeOfId(id: string, range: { from: number; to: number }): number | undefined {
  const [, high, low] = timed.exec(id) ?? [];
  if (high === undefined || low === undefined) return undefined;
  const at = Number.parseInt(high + low, 16);
  return at >= range.from && at < range.to ? at : undefined;
}
