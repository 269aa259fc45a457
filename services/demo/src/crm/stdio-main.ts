import { userInfo } from "node:os";

import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { auditServer } from "@toolmark/emitter/audit-server";
import { httpExporter } from "@toolmark/emitter/http-exporter";

import { createApprovals } from "./approvals.ts";
import { createCrm } from "./crm.ts";
import { createLegacyServer } from "./legacy-server.ts";
import { deskScopes } from "./people.ts";
import { StdioSettings } from "./stdio-settings.ts";

/*
 * The CRM for one person, over standard input and output. Who that is was written into the start
 * command by whoever set up the machine: an inference from it, not proof. It ends with its input.
 */

const settings = StdioSettings.parse(process.env);
const server = createLegacyServer({
  crm: createCrm(),
  approvals: createApprovals({
    prefix: "crm-stdio",
    approvers: { [settings.CRM_APPROVER]: settings.CRM_APPROVER_KEY },
  }),
  caller: { id: settings.CRM_USER, scopes: deskScopes },
});
const trail = auditServer(server, {
  exporter: httpExporter({ url: settings.CRM_INTAKE_URL, token: settings.CRM_EMITTER_TOKEN }),
  environment: "demo",
  emitterId: "crm-stdio",
  identify: () => ({
    type: "user",
    id: settings.CRM_USER,
    credential: { type: "os_user", id: userInfo().username },
    assurance: "inferred",
  }),
});
process.stdin.once("end", () => {
  void trail.close();
});
await server.connect(new StdioServerTransport());
