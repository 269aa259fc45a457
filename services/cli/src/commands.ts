import type { Command } from "./command.ts";
import { actor } from "./commands/actor.ts";
import { approvals, blocked } from "./commands/approvals.ts";
import { ask } from "./commands/ask.ts";
import { call } from "./commands/call.ts";
import { caseCommands } from "./commands/case.ts";
import { createCompletion } from "./commands/completion.ts";
import { doctor } from "./commands/doctor.ts";
import { event } from "./commands/event.ts";
import { exportEvents, exportsList, report } from "./commands/export.ts";
import { facets } from "./commands/facets.ts";
import { gaps } from "./commands/gaps.ts";
import { importEvents } from "./commands/import-events.ts";
import { quarantine, quarantineReplay } from "./commands/quarantine.ts";
import { reconcile } from "./commands/reconcile.ts";
import { resource } from "./commands/resource.ts";
import { search } from "./commands/search.ts";
import { session } from "./commands/session.ts";
import { tail } from "./commands/tail.ts";
import { tokenCreate, tokenList, tokenRevoke } from "./commands/token.ts";

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  search,
  tail,
  facets,
  event,
  call,
  session,
  resource,
  actor,
  approvals,
  blocked,
  gaps,
  ...caseCommands,
  exportEvents,
  report,
  exportsList,
  ask,
  importEvents,
  quarantine,
  quarantineReplay,
  reconcile,
  tokenCreate,
  tokenList,
  tokenRevoke,
  doctor,
  createCompletion(() => commands),
];
