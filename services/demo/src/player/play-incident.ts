import { createApprovals } from "../crm/approvals.ts";
import { createCrm } from "../crm/crm.ts";
import { createApprover, createPeople } from "../crm/people.ts";
import type { HolderName } from "../crm/people.ts";
import { startHttpCrm } from "../crm/start-http-crm.ts";
import { createApproverDesk } from "./answer-approvals.ts";
import { connectStdioCrm } from "./connect-stdio-crm.ts";
import { connectHttp } from "./connect.ts";
import type { ClientInfo, ToolClient } from "./connect.ts";
import { openDemoAudit } from "./demo-audit.ts";
import { dieHalfWay } from "./die-half-way.ts";
import { expectCalls } from "./expect-call.ts";
import { openFiles } from "./open-files.ts";
import { sendPoison } from "./poison.ts";
import type { Poison } from "./poison.ts";
import {
  askForApprovals,
  comeWithAnOldToken,
  correctPhone,
  knownClients,
  readThenSend,
  rogueClient,
  workAtTheDesk,
  workFromTheRoad,
  writeReport,
} from "./scenes.ts";

/** A system that records the incident. */
export interface Recorder {
  /** Base URL of `POST /v1/events`. */
  intakeUrl: string;
  emitterToken: string;
}

/** What the player knows about the incident that it played. */
export interface Incident {
  /** When it began and ended, RFC 3339; every event of it lies between. */
  from: string;
  to: string;
  /** Tool calls that clients made, approval rounds not counted. */
  calls: number;
  poison: Poison;
}

/**
 * Plays the incident: real servers, real clients, both protocol eras, every call recorded. Resolves
 * once everything was sent and acknowledged.
 *
 * @throws Error when a call goes differently than the incident needs.
 */
export async function playIncident(options: {
  recorder: Recorder;
  /** Whether the attempt of a call of this tool can be found by now. */
  hasAttempt: (tool: string) => Promise<boolean>;
  /** Told what happens, line by line. */
  report: (line: string) => void;
}): Promise<Incident> {
  const { recorder, report } = options;
  const from = new Date().toISOString();
  await using resources = new AsyncDisposableStack();
  const audit = resources.use(openDemoAudit(recorder));
  const approver = createApprover();
  const desk = createApproverDesk(approver);
  const people = createPeople();
  const crm = resources.use(
    await startHttpCrm({
      crm: createCrm(),
      approvals: createApprovals({
        prefix: "crm-http",
        approvers: { [approver.id]: approver.publicKey },
      }),
      people,
      onServer: audit.auditCrm,
      onRefused: audit.recordRefusal,
    }),
  );

  let calls = 0;
  const act = (who: string, client: ToolClient) =>
    expectCalls(who, client, () => {
      calls += 1;
    });
  const connect = async (who: HolderName, info: ClientInfo, era: "modern" | "legacy") => {
    const client = await connectHttp({ url: crm.url, token: people.tokens[who], info, era, desk });
    return act(who, resources.use(client));
  };

  report("carol works at her desk (stdio, MCP 2025-11-25)");
  const console = resources.use(
    await connectStdioCrm({
      info: knownClients.console,
      desk,
      settings: {
        CRM_USER: "carol@example.com",
        CRM_APPROVER: approver.id,
        CRM_APPROVER_KEY: approver.publicKey,
        CRM_INTAKE_URL: recorder.intakeUrl,
        CRM_EMITTER_TOKEN: recorder.emitterToken,
      },
    }),
  );
  await workAtTheDesk(act("carol", console));

  report("a merge of two contacts is killed half-way (SIGKILL)");
  calls += 1;
  await dieHalfWay({
    client: console,
    tool: "crm.contacts.merge",
    args: { from: 43, into: 13 },
    hasArrived: () => options.hasAttempt("crm.contacts.merge"),
  });

  report("alice's sales-bot corrects a phone number (HTTP, MCP 2026-07-28)");
  const alice = await connect("alice", knownClients.desktop, "modern");
  await correctPhone(alice);
  report("carol changes the same contact from an older client (HTTP, MCP 2025-11-25)");
  await workFromTheRoad(await connect("carol", knownClients.console, "legacy"));
  report("a refund is blocked; dave approves one, refuses a role, approves a new owner");
  await askForApprovals(alice);

  report(
    `bob's export-bot runs in a new client, ${rogueClient.name}: it reads all and sends it away`,
  );
  await comeWithAnOldToken(crm.url, desk);
  await readThenSend(await connect("bob", rogueClient, "modern"));

  report("a report is written with the official filesystem server, and /etc/passwd refused");
  const files = resources.use(await openFiles({ onServer: audit.auditFiles, desk }));
  await writeReport(act("carol", files.client), files.directory);

  await audit.flush();
  report("a broken exporter sends one good event among three that cannot be believed");
  const poison = await sendPoison(recorder);
  return { from, to: new Date(Date.now() + 1).toISOString(), calls, poison };
}
