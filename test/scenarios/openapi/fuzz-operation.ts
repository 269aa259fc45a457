import * as fc from "fast-check";

import { findOperation } from "./api-document.ts";
import type { ApiDocument, ApiOperation } from "./api-document.ts";
import { arbitraryRequest } from "./arbitrary-request.ts";
import type { FuzzRequest, FuzzWords } from "./arbitrary-request.ts";
import { checkProblem, createAnswerCheck } from "./check-answer.ts";
import type { Answer } from "./check-answer.ts";
import { describeRequest, sendRequest } from "./send-request.ts";

/** What came of the requests of one operation. */
export interface Fuzzed {
  /** Requests sent, with those that a fault was made smaller with. */
  sent: number;
  /** Answers by status. */
  statuses: Readonly<Record<number, number>>;
  /** The smallest request found whose answer is wrong, and why. */
  fault: string | undefined;
}

const SHRINK_MS = 20_000;
/** Most 503 of a process that has all it needs; they are for questions that take too long. */
const MAX_UNAVAILABLE = 2;

/** Bytes of a request's head from which the HTTP server may refuse it; it takes 16 KiB. */
const LARGE_HEAD = 15_000;

/** Creates a function that sends many requests of one operation and checks every answer. */
export function createFuzzer(options: {
  document: ApiDocument;
  operations: readonly ApiOperation[];
  origin: string;
  words: FuzzWords;
  seed: number;
}): (operation: ApiOperation, runs: number) => Promise<Fuzzed> {
  const { document, operations, origin, words, seed } = options;
  const check = createAnswerCheck(document);

  // A value in a path may be another path: ".." and the empty text are.
  function faultOf(
    operation: ApiOperation,
    request: FuzzRequest,
    answer: Answer,
  ): string | undefined {
    const { pathname } = new URL(request.target, origin);
    const meant = findOperation(operations, request.method, pathname);
    // A stream that was closed ends when the look at the store that it is in does; tokens that are no
    // tokens are refused as too many sign-ins that failed.
    if (answer.status === 429 && !isStream(operation) && operation.name !== "POST /v1/sign-in")
      return "it is refused as too much at once";
    // The HTTP server itself answers a head that is too large (RFC 6585, section 5).
    if (answer.status === 431 && headSize(request) > LARGE_HEAD) return undefined;
    if (meant !== undefined) return check(meant, answer);
    if (answer.status !== 404 && answer.status !== 405)
      return `${request.method} ${pathname} is not described and answers ${answer.status}`;
    return checkProblem(answer.status, JSON.parse(answer.text));
  }

  return async (operation, runs) => {
    const statuses: Record<number, number> = {};
    let sent = 0;
    const property = fc.asyncProperty(
      arbitraryRequest(document, operation, words),
      async (request) => {
        sent++;
        const answer = await sendRequest(origin, request);
        statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
        if (operation.method !== "GET" && answer.status < 300)
          words.vocabulary.learn(operation.path, JSON.parse(answer.text));
        const fault =
          faultOf(operation, request, answer) ??
          ((statuses[503] ?? 0) > MAX_UNAVAILABLE ? "it is unavailable again" : undefined);
        if (fault !== undefined)
          throw new Error(
            `${fault}\n    ${describeRequest(request)}\n    ${JSON.stringify(answer.text.slice(0, 300))}`,
          );
      },
    );
    const details = await fc.check(property, {
      seed,
      numRuns: runs,
      interruptAfterTimeLimit: SHRINK_MS * 3,
      markInterruptAsFailure: true,
    });
    const reason =
      details.errorInstance instanceof Error
        ? details.errorInstance.message
        : "the requests took too long";
    return { sent, statuses, fault: details.failed ? `${operation.name}: ${reason}` : undefined };
  };
}

/** Whether an operation answers with a stream that has no end of its own. */
export function isStream({ responses }: ApiOperation): boolean {
  return responses["200"]?.includes("text/event-stream") === true;
}

function headSize({ target, headers }: FuzzRequest): number {
  return target.length + JSON.stringify(headers).length;
}
