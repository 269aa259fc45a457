import { DROP_ADDRESS, rogueClient } from "../player/scenes.ts";
import type { Answers, BlockedRow, ChangeRow, CitedEvent } from "./answers.ts";
import { compact } from "./render-answers.ts";

const alice = "alice@example.com (verified) via sales-bot, claude-desktop/1.4.2";
const carol = "carol@example.com (verified), support-console/3.1.0 (inferred)";
const desk = "carol@example.com (inferred), support-console/3.1.0";
const rogue = `${rogueClient.name}/${rogueClient.version}`;
const bob = `bob@example.com (verified) via export-bot, ${rogue}`;
const writer = "carol@example.com (inferred), report-writer/0.4.0";

/** What the incident must leave behind, as facts without times and ids, by answer. */
export const expectedFacts: Readonly<Record<keyof Answers, readonly string[]>> = {
  changes: [
    `${alice}: crm.contacts.update update, phone "+1 555 0142" → "+1 555 0199"`,
    `${carol}: crm.contacts.update update, stage "trial" → "customer"`,
    `${alice}: crm.contacts.update update, credit_limit 1500 → 4000, owner "carol@example.com" → "alice@example.com", granted by dave@example.com for these arguments`,
  ],
  rogue: [
    `${rogue} for bob@example.com via export-bot: 12 calls`,
    "crm.contacts.delete (destructive): 2 calls, 2 blocked",
    "crm.contacts.export (read): 3 calls, 0 blocked",
    "crm.contacts.get (read): 6 calls, 0 blocked",
    "mail.send (write): 1 calls, 0 blocked",
    "read crm://contact/1-60",
    `changed mail://recipient/${DROP_ADDRESS}`,
    `read 60 records, then sent to ${DROP_ADDRESS}`,
  ],
  blocked: [
    `${alice}: crm.contacts.update by input schema`,
    `${alice}: billing.refund by refund-limit/max-500`,
    `${alice}: crm.users.set_role by role-change/always-approved (refused by dave@example.com)`,
    "unknown (none), no client: auth.failed by bearer token",
    `${bob}: crm.contacts.delete by destructive-freeze/unknown-client`,
    `${bob}: crm.contacts.delete by destructive-freeze/unknown-client`,
    `${writer}: read_text_file by allowed-directories/inside`,
  ],
  unresolved: [`${desk}: crm.contacts.merge {"from":43,"into":13}`],
  quarantine: ["not_json", "unknown_schema_version", "time_implausible"],
};

/**
 * Compares answers with what the incident must leave behind.
 *
 * @returns one line per difference; none means that every answer is as expected.
 */
export function findMismatches(answers: Answers): string[] {
  const found = factsOf(answers);
  return (Object.keys(expectedFacts) as (keyof Answers)[]).flatMap((name) => {
    const missing = without(expectedFacts[name], found[name]);
    const extra = without(found[name], expectedFacts[name]);
    return [
      ...missing.map((fact) => `${name}: expected but not found: ${fact}`),
      ...extra.map((fact) => `${name}: found but not expected: ${fact}`),
    ];
  });
}

/** The answers as facts that are the same in every play. */
export function factsOf(answers: Answers): Record<keyof Answers, string[]> {
  const { changes, rogue: trace, blocked, unresolved, quarantine } = answers;
  const { rows } = trace;
  return {
    changes: changes.rows.map(changeFact),
    rogue: [
      `${rows.client} for ${rows.actors.join(" ")} via ${rows.agents.join(" ")}: ${rows.calls} calls`,
      ...rows.tools.map(
        ({ tool, effect, calls, blocked: stopped }) =>
          `${tool} (${effect}): ${calls} calls, ${stopped} blocked`,
      ),
      ...compact(rows.read).map((uri) => `read ${uri}`),
      ...compact(rows.changed).map((uri) => `changed ${uri}`),
      ...(rows.readThenSend === undefined
        ? []
        : [
            `read ${rows.readThenSend.records} records, then sent to ${rows.readThenSend.recipient}`,
          ]),
    ],
    blocked: blocked.rows.map(blockedFact),
    unresolved: unresolved.rows.map(
      (row) => `${who(row)}: ${row.tool} ${JSON.stringify(row.arguments) ?? "unknown"}`,
    ),
    quarantine: quarantine.rows.map(({ reason }) => reason),
  };
}

function changeFact(row: ChangeRow): string {
  const fields = row.fields
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .map(
      ({ name, before, after }) =>
        `${name} ${JSON.stringify(before) ?? "unknown"} → ${JSON.stringify(after) ?? "unknown"}`,
    );
  const { approval } = row;
  if (approval !== undefined)
    fields.push(
      `${approval.status} by ${approval.approver}${approval.bound === true ? " for these arguments" : ""}`,
    );
  return `${who(row)}: ${row.tool} ${[row.operation, ...fields].join(", ")}`;
}

function blockedFact(row: BlockedRow): string {
  const refusal = /^refused by \S+$/.test(row.reason) ? ` (${row.reason})` : "";
  return `${who(row)}: ${row.tool} by ${row.rule}${refusal}`;
}

function who({ actor, assurance, agent, client, clientAssurance }: CitedEvent): string {
  const through = agent === undefined ? "" : ` via ${agent}`;
  const known = clientAssurance === "self_reported" ? "" : ` (${clientAssurance})`;
  return `${actor} (${assurance})${through}, ${client === undefined ? "no client" : client + known}`;
}

// Differences of two lists as sets with counts: a fact that is there once too few is missing once.
function without(facts: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return facts.filter((fact) => {
    const index = left.indexOf(fact);
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
}
