import type { ReactNode } from "react";

import { countOf, countText } from "../../lib/format.ts";
import { SafeText } from "../../ui/safe-text.tsx";
import { ChangeChips, changesOf } from "./change-chips.tsx";
import type { ResourceAccess } from "./resource-access.ts";

/** What one access did, in the words of a list. */
export function WhatHappened(props: {
  access: ResourceAccess;
  note?: string | undefined;
}): ReactNode {
  const { access, note } = props;
  const { action, operation } = access;
  if (action === "denied") return <Refused access={access} />;
  if (action === "read")
    return (
      <span className="mid">
        {note ?? "read"} by <ToolName access={access} /> <ItemsNote access={access} />
      </span>
    );
  const word = operation === "update" ? undefined : (verbs[operation ?? ""] ?? operation);
  const doubt = doubtText(access);
  return (
    <>
      {action === "aim" ? (
        <span>
          <ToolName access={access} /> <span className="mid">{aimText(access)}</span>
        </span>
      ) : (
        <>
          {word !== undefined && <b className="strong">{word}</b>}
          {doubt !== undefined && <span className="mid">{doubt}</span>}
          <ChangeChips access={access} />
          {changesOf(access).length === 0 && (
            <span className="mid">
              {word === undefined && "changed, not recorded what, "}by <ToolName access={access} />
            </span>
          )}
        </>
      )}
    </>
  );
}

const verbs: Readonly<Record<string, string>> = {
  create: "created",
  delete: "deleted",
  execute: "executed",
  send: "sent",
  grant: "access granted",
  revoke: "access revoked",
};

function Refused({ access }: { access: ResourceAccess }) {
  const rule = access.rules?.find(({ decision }) => decision === "deny") ?? access.rules?.[0];
  return (
    <>
      <ToolName access={access} />
      {rule !== undefined && (
        <span className="mid">
          rule <SafeText value={rule.rule_id ?? rule.id} cap={60} />
          {rule.reason !== undefined && (
            <>
              : <SafeText value={rule.reason} cap={160} />
            </>
          )}
        </span>
      )}
      {rule === undefined && access.outcome === "rejected" && (
        <span className="mid">refused as not valid, before the handler ran</span>
      )}
    </>
  );
}

function aimText({ outcome, executed }: ResourceAccess): string {
  if (outcome === "success") return "succeeded; no change of it is recorded";
  if (executed === false) return "did not run";
  return outcome === "unknown"
    ? "its end was never seen; it may have changed it"
    : "may have taken effect";
}

/** Why a recorded change may not have come to be; nothing where it did. */
function doubtText({
  outcome,
  executed,
  resolved_by: resolved,
}: ResourceAccess): string | undefined {
  if (outcome === undefined || outcome === "success") return undefined;
  if (resolved !== undefined) return "ended late after all:";
  if (executed === false) return "did not run:";
  return "may not be applied:";
}

/** The tool that was called, its server before it. */
function ToolName({ access }: { access: ResourceAccess }): ReactNode {
  const { server, tool } = access;
  if (tool === undefined) return <span className="dim">no tool</span>;
  const isNamed = server !== undefined && tool.startsWith(`${server}.`);
  return (
    <>
      {server !== undefined && !isNamed && (
        <>
          <SafeText value={server} cap={60} />{" "}
        </>
      )}
      <SafeText value={tool} cap={80} />
    </>
  );
}

function ItemsNote({ access }: { access: ResourceAccess }) {
  const { items } = access;
  return items === undefined || items < 2 ? null : (
    <span className="dim">1 of {countText(items)} results</span>
  );
}

/** What a group of reads is, beside the button that opens it. */
export function GroupText({ reads }: { reads: readonly ResourceAccess[] }): ReactNode {
  const [first] = reads;
  if (first === undefined) return null;
  const sizes = new Set(reads.map(({ items }) => items));
  const [items] = sizes;
  return (
    <span className="mid">
      by <ToolName access={first} />
      {sizes.size === 1 &&
        items !== undefined &&
        items > 1 &&
        `, 1 of ${countOf(items, "result")} each time`}
    </span>
  );
}
