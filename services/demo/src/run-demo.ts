import { setTimeout as pause } from "node:timers/promises";

import { createQueryClient } from "@toolmark/query-api/client";

import type { Answers } from "./answers/answers.ts";
import { askQuestions } from "./answers/ask-questions.ts";
import { findMismatches } from "./answers/check-answers.ts";
import { playIncident } from "./player/play-incident.ts";
import type { Incident, Recorder } from "./player/play-incident.ts";
import { CONTACT, rogueClient } from "./player/scenes.ts";

/** A running system: where events go and where questions are asked. */
export interface DemoServer extends Recorder {
  queryUrl: string;
  adminToken: string;
}

/** Longest wait until everything can be found and the killed call counts as unresolved. */
const SETTLE_MS = 30_000;

/**
 * Plays the incident against a system and asks it what happened, again and again until the answers
 * are complete; after 30 s, whatever they are then.
 */
export async function runDemo(
  server: DemoServer,
  report: (line: string) => void,
): Promise<{ answers: Answers; incident: Incident }> {
  const client = createQueryClient({ url: server.queryUrl, token: server.adminToken });
  const startedAt = new Date().toISOString();
  const incident = await playIncident({
    recorder: server,
    report,
    async hasAttempt(tool) {
      const found = await client.search({ kind: "attempts", tool, from: startedAt, limit: 1 });
      return found.total > 0;
    },
  });
  report("waiting until everything can be found and the killed call's time has run out");
  const { from, to } = incident;
  const questions = { from, to, resource: `crm://contact/${CONTACT}`, client: rogueClient };
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const answers = await askQuestions(client, questions);
    if (findMismatches(answers).length === 0 || performance.now() > deadline)
      return { answers, incident };
    await pause(250);
  }
}
