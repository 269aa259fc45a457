import type { HealthAnswer } from "@toolmark/query-api/answers";
import { QueryError } from "@toolmark/query-api/client";

import { hintsFor } from "../api/connection.ts";
import type { Target } from "../api/connection.ts";
import { whyNot } from "../api/create-api.ts";
import { exitStatus } from "../exit-status.ts";
import { fault, fine, warning } from "./finding.ts";
import type { Finding } from "./finding.ts";

const TIMEOUT_MS = 10_000;
/** `Date` has whole seconds. */
const CLOCK_MS = 2_000;
/** Events that are off by more are marked skewed. */
const SKEW_MS = 10 * 60_000;

/** Whether the server answers, what it says of itself, whether clocks agree and what the token opens. */
export async function checkServer(target: Target, signal: AbortSignal): Promise<Finding[]> {
  const started = Date.now();
  let response: Response;
  let health: Partial<HealthAnswer>;
  try {
    response = await ask(target, "/v1/health", signal);
    health = (await response.json()) as Partial<HealthAnswer>;
  } catch (error) {
    signal.throwIfAborted();
    const [advice = ""] = hintsFor(new QueryError("", 0), target);
    const isForeign = error instanceof SyntaxError;
    return [
      isForeign
        ? fault(
            "server",
            `${target.url} answers, but not as Toolmark`,
            "check TOOLMARK_URL",
            exitStatus.server,
          )
        : fault("server", `${target.url}: ${whyNot(error)}`, advice, exitStatus.unreachable),
    ];
  }
  const took = Date.now() - started;
  if (!Array.isArray(health.checks))
    return [
      fault(
        "server",
        `${target.url} answers ${response.status}, but not as the query API`,
        "set TOOLMARK_URL to the query API; a collector takes events only",
        exitStatus.server,
      ),
    ];
  const version = health.version === undefined ? "" : `, version ${health.version}`;
  return [
    fine("server", `${target.url} answers in ${took} ms${version}`),
    ...checkClock(response.headers.get("date"), started, took),
    ...(await checkToken(target, health, signal)),
    ...health.checks.map(({ name, status, reason, ...figures }) =>
      status === "ok"
        ? fine(name, describeFigures(figures))
        : fault(
            name,
            `${status}: ${reason ?? "it does not say why"}`,
            "the log of the server says more; what waits is kept and goes on by itself",
            exitStatus.server,
          ),
    ),
    ...checkQuarantine(health),
  ];
}

function ask({ url, token }: Target, path: string, signal: AbortSignal): Promise<Response> {
  return fetch(new URL(path, url), {
    redirect: "error",
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
}

/** Compares the clock of an answer with this machine's at its middle. */
export function checkClock(date: string | null, started: number, took: number): Finding[] {
  const theirs = Date.parse(date ?? "");
  if (Number.isNaN(theirs)) return [];
  const difference = theirs + 500 - (started + took / 2);
  const size = Math.abs(difference);
  const seconds = `${(size / 1000).toFixed(0)} s ${difference > 0 ? "ahead of" : "behind"}`;
  if (size <= CLOCK_MS + took / 2) return [fine("clock", "agrees with the server's")];
  const advice = "let both machines take their time from a time server";
  return [
    size > SKEW_MS
      ? fault(
          "clock",
          `the server is ${seconds} this machine; events would be marked skewed`,
          advice,
        )
      : warning("clock", `the server is ${seconds} this machine`, advice),
  ];
}

async function checkToken(
  target: Target,
  health: Partial<HealthAnswer>,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (target.token === undefined)
    return [
      fault(
        "token",
        target.tokenSource,
        "set TOOLMARK_TOKEN_FILE to a file that holds one",
        exitStatus.refused,
      ),
    ];
  // Only those who may read are told the version.
  if (health.version !== undefined)
    return [fine("token", `from ${target.tokenSource}; may read the trail`)];
  const response = await ask(target, "/v1/search?limit=1", signal);
  const problem = (await response.json()) as { detail?: string };
  const detail = problem.detail ?? `answered ${response.status}`;
  return [
    response.status === 401
      ? fault(
          "token",
          `the server does not know the token from ${target.tokenSource}`,
          "toolmark token create makes one; set TOOLMARK_TOKEN_FILE to a file with it",
          exitStatus.refused,
        )
      : fault(
          "token",
          `from ${target.tokenSource}: ${detail}`,
          "ask with a token of a role that reads",
          exitStatus.refused,
        ),
  ];
}

function checkQuarantine({ quarantine }: Partial<HealthAnswer>): Finding[] {
  if (quarantine === undefined) return [];
  if (quarantine.total === 0) return [fine("quarantine", "empty")];
  const reasons = Object.entries(quarantine.by_reason)
    .map(([reason, count]) => `${reason} ${count}`)
    .join(", ");
  return [
    warning(
      "quarantine",
      `${quarantine.total} (${reasons})`,
      "toolmark quarantine shows them; toolmark quarantine replay tries one again",
    ),
  ];
}

function describeFigures(figures: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(figures)
    .filter(([, value]) => typeof value === "number" || typeof value === "string")
    .map(([name, value]) => `${name} ${String(value)}`);
  return parts.length === 0 ? "in order" : parts.join(", ");
}
