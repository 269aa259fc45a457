import { hash } from "node:crypto";

import type { AuditEvent } from "@toolmark/schemas/event";

/** The person, agent and credential of an event. */
export type StoryActor = NonNullable<AuditEvent["actor"]>;

/** The program that an agent runs in, as it says itself. */
export type StoryClient = NonNullable<AuditEvent["client"]>;

/** A tool and the emitter of its server. */
export interface StoryTool {
  server: string;
  emitter: string;
  name: string;
  annotations: NonNullable<NonNullable<AuditEvent["tool"]>["annotations"]>;
}

/** Every emitter of the story; their names say that they are of the demo. */
export const emitters = {
  crm: "demo-crm",
  billing: "demo-billing",
  files: "demo-files",
  mail: "demo-mail",
  hr: "demo-hr",
  gateway: "demo-gateway",
} as const;

const hints = {
  read: { read_only: true, destructive: null, idempotent: true, open_world: null },
  write: { read_only: false, destructive: false, idempotent: null, open_world: null },
  send: { read_only: false, destructive: false, idempotent: false, open_world: true },
  destructive: { read_only: false, destructive: true, idempotent: null, open_world: null },
  unknown: { read_only: null, destructive: null, idempotent: null, open_world: null },
} as const;

function tool(server: keyof typeof emitters, name: string, kind: keyof typeof hints): StoryTool {
  return { server, emitter: emitters[server], name, annotations: hints[kind] };
}

/** Every tool that the story calls. */
export const tools = {
  findContacts: tool("crm", "crm.contacts.search", "read"),
  readContact: tool("crm", "crm.contacts.get", "read"),
  exportContacts: tool("crm", "crm.contacts.export", "read"),
  updateContact: tool("crm", "crm.contacts.update", "write"),
  mergeContacts: tool("crm", "crm.contacts.merge", "destructive"),
  deleteContact: tool("crm", "crm.contacts.delete", "destructive"),
  setRole: tool("crm", "crm.users.set_role", "write"),
  readInvoice: tool("billing", "billing.invoices.get", "read"),
  refund: tool("billing", "billing.refund", "write"),
  exportLedger: tool("billing", "billing.ledger.export", "read"),
  readFile: tool("files", "files.read", "read"),
  writeFile: tool("files", "files.write", "write"),
  sendMail: tool("mail", "mail.send", "send"),
  sendCampaign: tool("mail", "mail.campaign.start", "send"),
  readPerson: tool("hr", "hr.people.get", "read"),
  exportSalaries: tool("hr", "hr.salaries.export", "read"),
  syncPeople: tool("hr", "hr.sync", "unknown"),
} as const satisfies Record<string, StoryTool>;

/** Clients as they call themselves. The rogue one's version ends in a mark that turns the line. */
export const clients = {
  desktop: { name: "claude-desktop", version: "1.5.0", assurance: "self_reported" },
  console: { name: "support-console", version: "3.1.0", assurance: "self_reported" },
  batch: { name: "batch-runner", version: "0.9.2", assurance: "self_reported" },
  editor: { name: "cursor", version: "2.4.1", assurance: "self_reported" },
  rogue: {
    name: "acme-agent",
    version: "0.9\u202e",
    user_agent: "python-httpx/0.28",
    address: { ip: "203.0.113.66" },
    assurance: "self_reported",
  },
} as const satisfies Record<string, StoryClient>;

const ISSUER = "https://id.demo.example";

/** A person who acts through an agent, known by a credential. */
export function person(
  name: string,
  options: { agent?: string; model?: string; through?: readonly string[]; scopes?: string[] } = {},
): StoryActor {
  const { agent, model, through = [], scopes } = options;
  const id = `${name.toLowerCase()}@example.com`;
  return {
    type: "user",
    id,
    issuer: ISSUER,
    claims: { name: `${name} Example`, email: id },
    ...(agent !== undefined && { agent: { id: agent, ...(model !== undefined && { model }) } }),
    ...(through.length > 0 && {
      delegation: through.map((subject) => ({ subject, issuer: ISSUER, type: "agent" })),
    }),
    credential: {
      type: "oauth_access_token",
      client_id: agent ?? "desk",
      fingerprint: `sha256:${digestOf(`credential ${name}`).slice(0, 16)}`,
      ...(scopes && { scopes }),
    },
    assurance: "verified",
  };
}

/** The people of the story, each with what acts for them. */
export const people = {
  alice: person("Alice", {
    agent: "sales-bot",
    model: "claude-sonnet-4-5",
    through: ["scheduler"],
  }),
  bob: person("Bob", { agent: "export-bot", scopes: ["contacts:read", "contacts:delete"] }),
  carol: person("Carol"),
  erin: person("Erin", { agent: "finance-bot", model: "gpt-5" }),
  frank: person("Frank", { agent: "report-writer" }),
} as const;

/** Who decides about approvals. */
export const approver = { id: "dave@example.com", issuer: ISSUER, assurance: "verified" } as const;

/** A job of the company's own, known by a shared key. */
export const nightlySync: StoryActor = {
  type: "service",
  id: "nightly-sync",
  credential: { type: "api_key", fingerprint: "sha256:5f3c1a7e9b20d486" },
  assurance: "gateway_asserted",
};

/** SHA-256 of a text, base64url: stands for the digest of whatever the text names. */
export function digestOf(text: string): string {
  return hash("sha256", text, "base64url");
}

/** The digest of a tool's description in one of its versions. */
export function descriptorOf(name: string, version = 1): string {
  return digestOf(`demo ${name} v${version}`);
}
