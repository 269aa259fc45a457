import { fileURLToPath } from "node:url";

import type { StdioSettings } from "../crm/stdio-settings.ts";
import type { ApproverDesk } from "./answer-approvals.ts";
import { connectStdio } from "./connect.ts";
import type { ClientInfo, ToolClient } from "./connect.ts";

/** Starts the CRM as a child process and connects to it over stdio. */
export function connectStdioCrm(options: {
  settings: StdioSettings;
  info: ClientInfo;
  desk: ApproverDesk;
}): Promise<ToolClient & { pid: number }> {
  const main = fileURLToPath(new URL("../crm/stdio-main.ts", import.meta.url));
  const { settings, info, desk } = options;
  return connectStdio({ command: process.execPath, args: [main], env: settings, info, desk });
}
