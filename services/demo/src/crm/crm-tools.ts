import { contactTools } from "./contact-tools.ts";
import { officeTools } from "./office-tools.ts";
import type { Tool } from "./tool.ts";

/** Every tool of the CRM, in the order in which servers list them. */
export const crmTools: readonly Tool[] = [...contactTools, ...officeTools];

/** How the CRM introduces itself, over any transport. */
export const crmServerInfo = { name: "crm", title: "Small CRM", version: "2.3.0" } as const;
