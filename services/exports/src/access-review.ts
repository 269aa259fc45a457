import { eventPhases } from "@toolmark/schemas/event-types";

import type { ExportedEvent } from "./exported-event.ts";
import { reportCell, reportTime } from "./report-cell.ts";
import type { ReportTable } from "./report.ts";

/** Most rows of each table; what does not fit is counted and said. */
const MAX_ROWS = 2000;

/** Most names that a cell lists. */
const MAX_NAMES = 20;

interface Use {
  month: string;
  name: string;
  kind: string;
  owners: Set<string>;
  agents: Set<string>;
  clients: Set<string>;
  credentials: Set<string>;
  calls: number;
  writes: number;
  destructive: number;
  first: string;
  last: string;
}

/** Gathers who used which account and credential, per month. */
export interface AccessReview {
  add(event: ExportedEvent): void;
  tables(): ReportTable[];
}

/** Creates a review over calls that ended. Memory is bounded. */
export function createAccessReview(): AccessReview {
  const accounts = createUses();
  const credentials = createUses();
  let withoutCredential = 0;

  return {
    add(event) {
      const { actor } = event;
      if (event.call === undefined || eventPhases[event.event.type] !== "outcome") return;
      const account = actor?.id ?? `(${actor?.type ?? "unknown"})`;
      const kind = actor?.type ?? "unknown";
      accounts.add(event, account, kind);
      const { credential } = actor ?? {};
      const used = credential?.fingerprint ?? credential?.id ?? credential?.client_id;
      if (used === undefined) withoutCredential++;
      else credentials.add(event, used, credential?.type ?? "not known");
    },
    tables: () => [
      accountTable(accounts.list(), accounts.missed()),
      credentialTable(credentials.list(), credentials.missed(), withoutCredential),
    ],
  };
}

function createUses() {
  const uses = new Map<string, Use>();
  let missed = 0;
  return {
    missed: () => missed,
    list: () => [...uses.values()],
    add({ time, actor, client, effect }: ExportedEvent, name: string, kind: string): void {
      const month = time.occurred.slice(0, 7);
      const key = `${month} ${name}`;
      let use = uses.get(key);
      if (use === undefined) {
        if (uses.size >= MAX_ROWS) {
          missed++;
          return;
        }
        use = newUse(month, name, kind, time.occurred);
        uses.set(key, use);
      }
      use.calls++;
      if (effect?.class === "write") use.writes++;
      if (effect?.class === "destructive") use.destructive++;
      if (time.occurred < use.first) use.first = time.occurred;
      if (time.occurred > use.last) use.last = time.occurred;
      addName(use.owners, ownerOf(actor));
      addName(use.agents, actor?.agent?.name ?? actor?.agent?.id);
      addName(use.clients, client?.name);
      addName(use.credentials, actor?.credential?.fingerprint ?? actor?.credential?.id);
    },
  };
}

function newUse(month: string, name: string, kind: string, time: string): Use {
  return {
    month,
    name,
    kind,
    owners: new Set(),
    agents: new Set(),
    clients: new Set(),
    credentials: new Set(),
    calls: 0,
    writes: 0,
    destructive: 0,
    first: time,
    last: time,
  };
}

// An account's owner is the person it names; without personal names, the account itself.
function ownerOf(actor: ExportedEvent["actor"]): string | undefined {
  const { name, email } = actor?.claims ?? {};
  const id = actor?.id ?? actor?.type;
  const person = name ?? email;
  return person === undefined || person === id ? id : `${person} (${id})`;
}

function addName(names: Set<string>, name: string | undefined): void {
  if (name !== undefined && names.size <= MAX_NAMES) names.add(name);
}

function accountTable(uses: readonly Use[], missed: number): ReportTable {
  const privileged = uses.filter(({ writes, destructive }) => writes + destructive > 0);
  return {
    title: "Privileged accounts per month",
    note: noteOf(
      `${privileged.length} uses of accounts that called tools that write or destroy; ${uses.length - privileged.length} uses that only read are left out`,
      missed,
    ),
    columns: [
      { name: "month", width: 2 },
      { name: "account", width: 4 },
      { name: "kind", width: 2 },
      { name: "owner", width: 4 },
      { name: "through agents", width: 3 },
      { name: "calls", width: 1, isNumber: true },
      { name: "writes", width: 1, isNumber: true },
      { name: "destroys", width: 1.5, isNumber: true },
      { name: "credentials", width: 4 },
      { name: "last use (UTC)", width: 3 },
    ],
    rows: privileged
      .toSorted(byMonthAndPrivilege)
      .map((use) => [
        use.month,
        reportCell(use.name),
        reportCell(use.kind),
        namesOf(use.owners),
        namesOf(use.agents),
        String(use.calls),
        String(use.writes),
        String(use.destructive),
        namesOf(use.credentials),
        reportTime(use.last),
      ]),
  };
}

function credentialTable(uses: readonly Use[], missed: number, without: number): ReportTable {
  const shared = uses.filter(({ owners }) => owners.size > 1).length;
  return {
    title: "Credentials per month: who used which",
    note: noteOf(
      `${shared} shared by more than one owner; ${without} calls name no credential`,
      missed,
    ),
    columns: [
      { name: "month", width: 2 },
      { name: "credential", width: 5 },
      { name: "kind", width: 2 },
      { name: "owners", width: 5 },
      { name: "shared", width: 2 },
      { name: "clients", width: 3 },
      { name: "calls", width: 1, isNumber: true },
      { name: "writes, destroys", width: 2, isNumber: true },
      { name: "first use (UTC)", width: 3 },
      { name: "last use (UTC)", width: 3 },
    ],
    rows: uses
      .toSorted(
        (left, right) => right.owners.size - left.owners.size || byMonthAndPrivilege(left, right),
      )
      .map((use) => [
        use.month,
        reportCell(use.name),
        reportCell(use.kind),
        namesOf(use.owners),
        use.owners.size > 1
          ? `yes, by ${use.owners.size > MAX_NAMES ? "many" : use.owners.size}`
          : "no",
        namesOf(use.clients),
        String(use.calls),
        String(use.writes + use.destructive),
        reportTime(use.first),
        reportTime(use.last),
      ]),
  };
}

function byMonthAndPrivilege(left: Use, right: Use): number {
  if (left.month !== right.month) return left.month < right.month ? -1 : 1;
  const difference = right.destructive - left.destructive || right.writes - left.writes;
  return difference === 0 ? (left.name < right.name ? -1 : 1) : difference;
}

function namesOf(names: ReadonlySet<string>): string {
  const listed = [...names].slice(0, MAX_NAMES).join(", ");
  return reportCell(names.size > MAX_NAMES ? `${listed} and more` : listed);
}

function noteOf(text: string, missed: number): string {
  return missed === 0 ? text : `${text}; ${missed} calls of further accounts did not fit`;
}
