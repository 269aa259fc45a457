import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { BarList } from "../../charts/bar-list.tsx";
import { countText } from "../../lib/format.ts";
import { investigatePath } from "../../lib/paths.ts";
import { AppLink } from "../../ui/app-link.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Panel } from "../../ui/panel.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { profileQuery, useAddresses } from "./use-profile.ts";
import type { ProfileQuestion } from "./use-profile.ts";

const SHOWN = 8;

/** Addresses that clients came from, for those who may see them. */
export function AddressPanel(props: { question: ProfileQuestion; isAllowed: boolean }): ReactNode {
  const { question, isAllowed } = props;
  const { kind, id, from, to } = question;
  const addresses = useAddresses(question, isAllowed);
  if (!isAllowed)
    return (
      <Panel title="Addresses">
        <EmptyState kind="scope" small title="Your role does not show addresses" />
      </Panel>
    );
  return (
    <Panel
      title="Addresses"
      query={addresses}
      note={
        addresses.data?.isWhole === false &&
        `of the newest ${countText(addresses.data.looked)} events`
      }
      empty={(data) =>
        data.addresses.length === 0 ? (
          <EmptyState kind="none" small title="No address is recorded in this time" />
        ) : undefined
      }
    >
      {(data) => (
        <BarList
          label="Addresses"
          items={data.addresses.slice(0, SHOWN).map(([ip, count]) => ({
            id: ip,
            label: <SafeText value={ip} className="mono" cap={60} />,
            value: count,
            link: (content) => (
              <AppLink
                href={investigatePath({
                  q: `${profileQuery(kind, id)} ${printCondition("ip", ip)}`,
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
