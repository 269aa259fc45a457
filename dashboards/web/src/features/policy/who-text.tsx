import type { ReactNode } from "react";

import { EffectBadge } from "../../ui/effect-badge.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { ValueMenu } from "../../ui/value-menu.tsx";

import styles from "./facts-table.module.css";

/** Who asked: the actor, and the agent that acted. */
export function WhoText(props: { id: string | undefined; agent?: string | undefined }): ReactNode {
  const { id, agent } = props;
  if (id === undefined && agent === undefined) return <span className="dim">not told</span>;
  return (
    <>
      {id !== undefined && <ValueMenu field="actor" value={id} />}
      {agent !== undefined && (
        <span className="dim">
          {id !== undefined && " via "}
          <SafeText value={agent} cap={60} />
        </span>
      )}
    </>
  );
}

/** What was called: effect, tool and server. */
export function ToolText(props: {
  effect?: "read" | "write" | "destructive" | undefined;
  server?: string | undefined;
  tool?: string | undefined;
}): ReactNode {
  const { effect, server, tool } = props;
  if (tool === undefined) return <span className="dim">not told</span>;
  return (
    <span className={styles["tool"]}>
      <EffectBadge effect={effect} />
      <span className="cut">
        <ValueMenu field="tool" value={tool} />{" "}
        <span className="dim">
          <SafeText value={server} cap={60} />
        </span>
      </span>
    </span>
  );
}
