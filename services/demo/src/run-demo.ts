import { setTimeout as pause } from "node:timers/promises";

import { createQueryClient, QueryError } from "@toolmark/query-api/client";

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
  const client = createQueryClient({
    url: server.queryUrl,
    token: server.adminToken,
    purpose: "looking into the demo's incident",
  });
  const startedAt = new Date().toISOString();
  const incident = await playIncident({
    recorder: server,
    report,
    async hasAttempt(tool) {
      const asked = client.search({
        kind: "attempts",
        q: `tool:${tool}`,
        from: startedAt,
        limit: 1,
      });
      return ((await unlessBusy(asked))?.total ?? 0) > 0;
    },
  });
  report("waiting until everything can be found and the killed call's time has run out");
  const { from, to } = incident;
  const questions = { from, to, resource: `crm://contact/${CONTACT}`, client: rogueClient };
  const deadline = performance.now() + SETTLE_MS;
  for (;;) {
    const answers = await unlessBusy(askQuestions(client, questions));
    if (answers !== undefined && findMismatches(answers).length === 0) return { answers, incident };
    if (performance.now() > deadline)
      return { answers: answers ?? (await askQuestions(client, questions)), incident };
    await pause(250);
  }
}

/** An answer, or undefined when the same question can be answered later. */
async function unlessBusy<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof QueryError && (error.status === 503 || error.status === 429))
      return undefined;
    throw error;
  }
}
