import type { ExportedEvent } from "./exported-event.ts";

/** An event as the API shows it, with whatever a test wants in it. */
export function anEvent(parts: Partial<ExportedEvent> = {}): ExportedEvent {
  return {
    schema: "toolmark.event/1",
    event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f", type: "call.completed" },
    time: {
      occurred: "2026-11-24T08:00:00.000Z",
      recorded: "2026-11-24T08:00:00.005Z",
      duration_ms: 1.5,
    },
    vantage: "server",
    emitter: { id: "crm-server", epoch: "e1", sequence: 7 },
    tenant: "acme",
    environment: "prod",
    provenance: { level: "authenticated", emitter: "crm-server" },
    actor: { type: "user", id: "alice@example.com", assurance: "verified" },
    client: { name: "desk", version: "2", assurance: "self_reported" },
    server: { name: "crm" },
    method: "tools/call",
    tool: { name: "crm.contacts.update" },
    call: { id: "0192f0c1-7c2e-7d1a-9f6e-0f2b1c3d4e5f" },
    operation: { id: "op-1" },
    effect: { class: "write", source: "declared" },
    outcome: { status: "success", executed: true },
    downstream: [
      { system: "crm", resource: "contact/42", uri: "crm://contact/42", operation: "update" },
    ],
    log: { partition: 0, offset: 1 },
    marks: [],
    seal: { sha256: "A".repeat(43) },
    ...parts,
  };
}

/** Texts that harm who shows or parses them carelessly. */
export const hostileTexts = [
  '=HYPERLINK("http://evil.example","click")',
  "+1+1",
  "-2+3",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "  =1",
  '"=1"',
  "'=1",
  "＝1+1",
  "'already quoted",
  "a,b\r\nc\nd",
  'say "hi"',
  " padded ",
  "evil\u202Etxt.exe",
  "<script>alert(1)</script>",
  "&amp; 'quoted'",
  "漢字 😀 é \u2028 \u0007",
  "]]>--><!--",
  "x".repeat(1_000_000),
] as const;
