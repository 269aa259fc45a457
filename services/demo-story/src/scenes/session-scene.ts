import { clients, descriptorOf, emitters, people, tools } from "../cast.ts";
import type { StoryWriter } from "../story-writer.ts";
import { allowed } from "./contact-scene.ts";

const SESSION = "demo-quarter-report";

/**
 * One session that goes through four servers, with calls that lead to others, one of them seen by the
 * gateway too; on the way the description of a tool changes.
 */
export function tellSession({ call, fact }: StoryWriter): void {
  const base = { actor: people.frank, client: clients.desktop, session: SESSION } as const;
  fact({
    before: 470,
    type: "client.connected",
    emitter: emitters.gateway,
    vantage: "gateway",
    actor: people.frank,
    client: clients.desktop,
    session: { id: SESSION },
    server: { name: "gateway", version: "1.1.0" },
  });
  call({
    ...base,
    before: 466,
    duration: 310,
    tool: tools.readFile,
    operation: "report",
    trace: "report",
    params: { path: "reports/template.md" },
    result: { bytes: 5120, content_types: ["text"] },
    downstream: [{ system: "files", resource: "reports/template.md", operation: "read" }],
    intent: "write the report of the quarter and send it to the board",
  });
  const invoices = [9003, 9017, 9031, 9042];
  for (const [index, invoice] of invoices.entries())
    call({
      ...base,
      before: 458 - index * 2.5,
      duration: 30 + index * 14,
      tool: tools.readInvoice,
      operation: `report invoice ${invoice}`,
      parent: "report",
      trace: "report",
      params: { id: invoice },
      result: { item_count: 1, bytes: 640 },
      downstream: [{ system: "billing", resource: `invoice/${invoice}`, operation: "read" }],
    });
  for (const id of [42, 17])
    call({
      ...base,
      before: 444 - id / 20,
      tool: tools.readContact,
      operation: `report contact ${id}`,
      parent: "report",
      trace: "report",
      params: { id },
      result: { item_count: 1, bytes: 380 },
      downstream: [{ system: "crm", resource: `contact/${id}`, operation: "read" }],
    });
  const write = {
    ...base,
    before: 436,
    duration: 540,
    tool: tools.writeFile,
    operation: "report write",
    parent: "report",
    trace: "report",
    params: { path: "reports/q4.md", content: "Revenue by stage, refunds, open invoices" },
    policy: allowed("files", "own-folder"),
  };
  call({ ...write, vantage: "gateway", emitter: emitters.gateway });
  call({
    ...write,
    before: 435.98,
    duration: 490,
    downstream: [
      {
        system: "files",
        resource: "reports/q4.md",
        operation: "create",
        after: { bytes: 18_400, owner: "frank@example.com" },
      },
      { system: "search-index", resource: "doc/reports-q4", operation: "create" },
      { system: "backup", resource: "snapshot/2291", operation: "execute" },
    ],
  });
  fact({
    before: 428,
    type: "tool.changed",
    emitter: emitters.mail,
    server: { name: "mail", version: "2.4.0" },
    tool: {
      name: tools.sendMail.name,
      descriptor: { sha256: descriptorOf(tools.sendMail.name, 2), changed: true },
    },
  });
  call({
    ...base,
    before: 424,
    duration: 380,
    tool: tools.sendMail,
    operation: "report mail",
    parent: "report",
    trace: "report",
    descriptor: { version: 2, changed: true },
    params: { to: "board@example.com", subject: "Report", attachment: "reports/q4.md" },
    downstream: [
      { system: "smtp", resource: "mail/board@example.com", operation: "send" },
      { system: "files", resource: "reports/q4.md", operation: "read" },
    ],
  });
  call({
    ...base,
    before: 418,
    duration: 30_000,
    tool: tools.readPerson,
    operation: "report people",
    parent: "report",
    trace: "report",
    params: { id: "board" },
    outcome: "timeout",
    error: { kind: "transport", code: "timeout", message: "hr did not answer within 30 s" },
  });
}
