import { printCondition } from "@toolmark/schemas/query/print-query";

import type { AccessAction, Party } from "./resource-access.ts";

const DENIED = "outcome:(denied OR rejected)";
const UNSETTLED = "phase:outcome -effect:read (-outcome:success OR downstream:none)";

/** The query that holds every access of a resource, the same events as `GET /v1/resources`. */
export function accessQuery(uri: string): string {
  return `${printCondition("resource", uri)} (phase:outcome OR type:downstream.touched)`;
}

/**
 * The query that holds exactly the events that the API counts as one action on a resource, of one
 * party where one is given: with `agent: undefined` one that acted itself, without the member any.
 */
export function actionQuery(
  uri: string,
  action: AccessAction,
  party: Partial<Party> = anybody,
): string {
  const resource = accessQuery(uri);
  const changed = printCondition("changed", uri);
  const conditions: Record<AccessAction, string> = {
    denied: `${resource} ${DENIED}`,
    change: `${resource} ${changed} -${DENIED}`,
    aim: `${resource} -${changed} ${UNSETTLED} -${DENIED}`,
    read: `${resource} -${changed} -(${UNSETTLED}) -${DENIED}`,
  };
  return [conditions[action], ...(party === anybody ? [] : partyConditions(party))].join(" ");
}

const anybody: Partial<Party> = {};

function partyConditions(party: Partial<Party>): string[] {
  const { actor, agent } = party;
  const isAnyAgent = !("agent" in party);
  return [
    actor === undefined ? "-has:actor" : printCondition("actor", actor),
    ...(isAnyAgent ? [] : [agent === undefined ? "-has:agent" : printCondition("agent", agent)]),
  ];
}
