import type { ReactNode } from "react";

import type { IconName } from "./icon-paths.ts";
import { SafeText } from "./safe-text.tsx";
import { StateWord } from "./state-word.tsx";
import type { StateTone } from "./state-word.tsx";

/** How a call ended. */
export interface OutcomeMarkProps {
  /** The outcome, or why there is none: `running`, `unresolved`, `unrecorded`. */
  status: string | undefined;
  /** Code of the error or HTTP status, shown behind it. */
  code?: string | number | undefined;
  /** Marked by the ingester as come after its lease. */
  late?: boolean;
}

interface Word {
  word: string;
  tone: StateTone;
  icon?: IconName;
  title?: string;
}

const outcomes: Readonly<Record<string, Word>> = {
  success: { word: "ok", tone: "quiet" },
  tool_error: {
    word: "error",
    tone: "error",
    icon: "warning",
    title: "the tool reported an error",
  },
  protocol_error: { word: "error", tone: "error", icon: "warning", title: "the request failed" },
  rejected: {
    word: "rejected",
    tone: "deny",
    icon: "deny",
    title: "refused before the handler ran",
  },
  denied: { word: "blocked", tone: "deny", title: "a policy or a person said no" },
  input_required: { word: "held", tone: "wait", title: "waits for an answer" },
  deferred: { word: "held", tone: "wait", title: "goes on later" },
  cancelled: { word: "cancelled", tone: "gap" },
  timeout: { word: "timeout", tone: "error", icon: "clock" },
  unknown: { word: "unknown", tone: "gap", icon: "clock", title: "how it ended was not seen" },
  running: { word: "running", tone: "wait", title: "attempted, within its lease" },
  unresolved: {
    word: "unknown",
    tone: "gap",
    icon: "clock",
    title: "its end never came within its lease",
  },
  unrecorded: { word: "unrecorded", tone: "gap", title: "only other events of the call came" },
};

/** How a call ended, in a word. A call without a result is unknown, never ok. */
export function OutcomeMark({ status, code, late = false }: OutcomeMarkProps): ReactNode {
  if (status === undefined) return null;
  const known = outcomes[status];
  if (known === undefined)
    return (
      <StateWord tone="wait">
        <SafeText value={status} cap={24} />
      </StateWord>
    );
  return (
    <StateWord tone={known.tone} icon={late ? "clock" : known.icon} title={known.title}>
      <span>
        {known.word}
        {known.tone === "error" && code !== undefined && (
          <>
            {" "}
            <SafeText value={code} cap={24} />
          </>
        )}
        {late && ", late"}
      </span>
    </StateWord>
  );
}
