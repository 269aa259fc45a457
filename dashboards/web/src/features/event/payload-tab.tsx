import type { EventView } from "@toolmark/query-api/event-view";
import type { ReactNode } from "react";

import { bytesText, countOf } from "../../lib/format.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icon.tsx";
import { MaskedText } from "../../ui/masked-text.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { payloadField } from "./event-fields.ts";
import { JsonView } from "./json-view.tsx";
import { RevealButton } from "./reveal-button.tsx";
import type { Reveal } from "./use-reveal.ts";

import styles from "./event-drawer.module.css";

/** Props of `PayloadTab`. */
export interface PayloadTabProps {
  event: EventView;
  member: "params" | "result";
  reveal: Reveal;
}

const titles = { params: "Parameters", result: "Result" } as const;

/** The parameters or the result of a call: what is recorded of them, and the values once revealed. */
export function PayloadTab({ event, member, reveal }: PayloadTabProps): ReactNode {
  const payload = event[member];
  const title = titles[member];
  const isHidden = event.masked?.includes(member) ?? false;
  if (payload === undefined)
    return (
      <EmptyState kind="none" title={`No ${title.toLowerCase()} recorded`} small>
        {member === "result" && event.event.type === "call.attempted"
          ? "An attempt is written before the handler runs; the result is in the event that concludes it."
          : "The emitter sent none with this event."}
      </EmptyState>
    );
  const { value, bytes, sha256, truncated, redacted_paths: redacted = [] } = payload;
  const isShown = value !== undefined;
  return (
    <div className={styles.panel}>
      <p className={styles.line}>
        {bytes !== undefined && <span>{bytesText(bytes)}</span>}
        {event.result?.item_count !== undefined && member === "result" && (
          <span>{countOf(event.result.item_count, "item")}</span>
        )}
        {member === "result" && (
          <SafeText value={event.result?.content_types?.join(", ")} cap={100} />
        )}
        <Digests event={event} member={member} />
      </p>
      {truncated === true && (
        <p className={styles.quiet}>
          <Icon name="info" size={13} />
          <span>
            Cut before it was stored{sha256 !== undefined && "; the digest is of all of it"}.
          </span>
        </p>
      )}
      {redacted.length > 0 && (
        <p className={styles.note}>
          {countOf(redacted.length, "value")} taken out before it was stored:{" "}
          <SafeText value={redacted.join(", ")} cap={300} expandable className="mono" />
        </p>
      )}
      {isHidden && (
        <p className={styles.line}>
          <MaskedText>hidden by default</MaskedText>
          <RevealButton reveal={reveal} />
          {reveal.isAllowed && <span className={styles.note}>that you did is recorded</span>}
        </p>
      )}
      {isShown && reveal.purpose !== undefined && (
        <p className={styles.line}>
          <span className={styles.note}>
            Revealed for: <SafeText value={reveal.purpose} cap={120} />
          </span>
          <RevealButton reveal={reveal} />
        </p>
      )}
      {isShown && (
        <JsonView label={title} value={value} fieldOf={(path) => payloadField(member, path)} />
      )}
      {!isShown && !isHidden && (
        <p className={styles.note}>
          The values were not recorded, only the facts above: the emitter is set so.
        </p>
      )}
    </div>
  );
}

function Digests({ event, member }: { event: EventView; member: "params" | "result" }): ReactNode {
  const sha256 = event[member]?.sha256;
  const hmac = member === "params" ? event.params?.hmac : undefined;
  return (
    <>
      {sha256 !== undefined && (
        <span title={`SHA-256 of the original, base64url: ${sha256}`}>
          sha256 <SafeText value={sha256.slice(0, 12)} className="mono" />…
        </span>
      )}
      {hmac !== undefined && (
        <span title={`keyed digest of the original, base64url: ${hmac}`}>
          hmac <SafeText value={hmac.slice(0, 12)} className="mono" />…
        </span>
      )}
    </>
  );
}
