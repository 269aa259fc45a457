import type { ReactNode } from "react";

import type { IconName } from "./icon-paths.ts";
import { SafeText } from "./safe-text.tsx";
import { StateWord } from "./state-word.tsx";
import type { StateTone } from "./state-word.tsx";

/** What was decided about a call. */
export interface DecisionMarkProps {
  /** Effective verdict of the policy checks. */
  decision?: string | undefined;
  /** Where its approval stands. */
  approval?: string | undefined;
  /** Whether the verdict was enforced; `false` is said. */
  enforced?: boolean | undefined;
}

interface Word {
  word: string;
  tone: StateTone;
  icon?: IconName;
}

const decisions: Readonly<Record<string, Word>> = {
  allow: { word: "allow", tone: "quiet" },
  deny: { word: "deny", tone: "deny", icon: "deny" },
  modify: { word: "modified", tone: "wait", icon: "edit" },
  warn: { word: "warned", tone: "wait", icon: "warning" },
  escalate: { word: "escalated", tone: "wait", icon: "waiting" },
  error: { word: "check failed", tone: "error", icon: "warning" },
};

const approvals: Readonly<Record<string, Word>> = {
  requested: { word: "waiting", tone: "wait", icon: "waiting" },
  granted: { word: "approved", tone: "good", icon: "check" },
  denied: { word: "refused", tone: "deny", icon: "deny" },
  expired: { word: "expired", tone: "wait", icon: "clock" },
  cancelled: { word: "withdrawn", tone: "gap", icon: "close" },
};

/**
 * The verdict on a call in one word. A denial speaks before an approval, an approval before an
 * allowance; nothing is shown where neither is recorded.
 */
export function DecisionMark({ decision, approval, enforced }: DecisionMarkProps): ReactNode {
  const denied = decision === "deny" || decision === "error";
  const key = denied || approval === undefined ? decision : approval;
  if (key === undefined) return <StateWord tone="gap">none</StateWord>;
  const known = (key === approval ? approvals[key] : undefined) ?? decisions[key];
  if (known === undefined)
    return (
      <StateWord tone="wait">
        <SafeText value={key} cap={24} />
      </StateWord>
    );
  return (
    <StateWord
      tone={known.tone}
      icon={known.icon}
      title={enforced === false ? "checked only: the verdict was not enforced" : undefined}
    >
      {known.word}
      {enforced === false && ", not enforced"}
    </StateWord>
  );
}
