import { fold } from "@toolmark/schemas/tokens";

import type { CatalogueAnswer } from "./catalogue-answers.ts";
import { changedParts, inForceOrder } from "./catalogue-history.ts";
import type { Observation } from "./catalogue-history.ts";

type AtCall = NonNullable<CatalogueAnswer["call"]>;

/**
 * Says which descriptor of its tool was in force at a call, and whether it is another than at the call
 * before on the same server. Pure.
 *
 * @param observations in the order in which they were in force.
 */
export function descriptorAtCall(
  call: Observation & { call_id: string },
  tool: string,
  observations: readonly Observation[],
): AtCall {
  const server = fold(call.server ?? "");
  const before = observations.filter(
    (other) =>
      fold(other.server ?? "") === server &&
      other.call_id !== call.call_id &&
      inForceOrder(other, call) < 0,
  );
  const known =
    call.sha256 === undefined ? before.findLast(({ sha256 }) => sha256 !== undefined) : call;
  const listed = before.findLast(
    ({ call_id, sha256 }) => call_id === undefined && sha256 === known?.sha256,
  );
  const previous = before.findLast(({ call_id }) => call_id !== undefined);
  const isTold = previous?.sha256 !== undefined && known?.sha256 !== undefined;
  const isChanged = isTold ? previous.sha256 !== known.sha256 : null;
  const parts = isChanged === true ? changedParts(previous, known) : undefined;
  return {
    call_id: call.call_id,
    event_id: call.event_id,
    time: call.time,
    tool,
    ...(call.server !== undefined && { server: call.server }),
    ...(known?.sha256 !== undefined && { sha256: known.sha256 }),
    source: known === undefined ? "unknown" : known === call ? "call" : "catalogue",
    ...(listed &&
      known !== undefined && { listed: { event_id: listed.event_id, time: listed.time } }),
    ...(previous?.call_id !== undefined && {
      previous: {
        event_id: previous.event_id,
        call_id: previous.call_id,
        time: previous.time,
        ...(previous.sha256 !== undefined && { sha256: previous.sha256 }),
      },
    }),
    changed: isChanged,
    ...(parts && { parts }),
  };
}
