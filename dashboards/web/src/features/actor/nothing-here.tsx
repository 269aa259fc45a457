import { useQuery } from "@tanstack/react-query";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { toMs } from "../../lib/time.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { Button, buttonClass } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TimeText } from "../../ui/time-text.tsx";
import { kindWords } from "./actor-kinds.ts";
import { profileQuery } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

const HALF_DAY = 12 * 3_600_000;

/**
 * Why a profile is empty: it was last seen at another time, which is offered; it is only named by
 * others, as who approved or for whom somebody acted; or nothing of it was ever received.
 */
export function NothingHere(props: {
  question: ProfileQuestion;
  onRange: (range: { from: string; to: string }) => void;
}): ReactNode {
  const { question, onRange } = props;
  const { kind, id } = question;
  const isWho = kind === "actor" || kind === "agent";
  const query = useQuery({
    queryKey: ["/v1/search", "elsewhere", kind, id],
    queryFn: async ({ signal }) => {
      const ask = async (q: string) => await apiWith({ signal }).search({ q, limit: 1 });
      const [own, approved, delegated] = await Promise.all([
        ask(profileQuery(kind, id)),
        isWho ? ask(printCondition("approver", id)) : undefined,
        isWho ? ask(printCondition("delegate", id)) : undefined,
      ]);
      return { last: own.events[0]?.time.occurred, approved, delegated };
    },
  });
  const { last, approved, delegated } = query.data ?? {};
  const named = [
    { what: "approved or refused", field: "approver", answer: approved },
    { what: "stood in a chain of delegation", field: "delegate", answer: delegated },
  ] as const;
  const found = named.filter(({ answer }) => (answer?.total ?? 0) > 0);
  return (
    <EmptyState
      kind={last === undefined && query.data !== undefined ? "never" : "window"}
      title={
        last === undefined && query.data !== undefined
          ? `This ${kindWords[kind].one} did nothing that was recorded`
          : `Nothing of this ${kindWords[kind].one} in this time`
      }
      actions={
        <>
          {last !== undefined && (
            <Button kind="primary" onClick={() => onRange(around(toMs(last)))}>
              Show the day around it
            </Button>
          )}
          {found.map(({ what, field, answer }) => (
            <AppLink
              key={field}
              className={buttonClass()}
              href={investigatePath({
                q: printCondition(field, id),
                ...around(toMs(answer?.events[0]?.time.occurred ?? "")),
              })}
            >
              {what} in {countText(answer?.total ?? 0)}
            </AppLink>
          ))}
        </>
      }
    >
      {last !== undefined && (
        <>
          It was last seen <TimeText at={last} form="full" />.
        </>
      )}
      {last === undefined && found.length > 0 && "Others name it:"}
      {last === undefined && query.data !== undefined && found.length === 0 && (
        <>Look whether it is written as in the events.</>
      )}
    </EmptyState>
  );
}

function around(at: number): { from: string; to: string } {
  return {
    from: new Date(at - HALF_DAY).toISOString(),
    to: new Date(at + HALF_DAY).toISOString(),
  };
}
