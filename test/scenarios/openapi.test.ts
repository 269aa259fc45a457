import { randomBytes } from "node:crypto";
import { connect } from "node:net";

import { Validator } from "@seriousme/openapi-schema-validator";
import { createQueryClient } from "@toolmark/query-api/client";
import type { AuditEvent } from "@toolmark/schemas/event";
import { startEmbedded } from "@toolmark/stack/start-stack";
import type { Stack } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { postUntilAcknowledged } from "./intake.ts";
import { findOperation, listOperations, readApiDocument } from "./openapi/api-document.ts";
import type { ApiDocument, ApiOperation } from "./openapi/api-document.ts";
import { checkProblem, createAnswerCheck } from "./openapi/check-answer.ts";
import { clientProgram } from "./openapi/client-program.ts";
import { createFuzzer, isStream } from "./openapi/fuzz-operation.ts";
import { createVocabulary } from "./openapi/fuzz-vocabulary.ts";
import { openGeneratedClient } from "./openapi/generated-client.ts";

const SEED = 20_261_124;
/** Requests of what only reads, over all its operations. */
const READS = 3000;
/** Requests of each operation that changes something: what they make stays in the trail. */
const CHANGES_EACH = 60;
const EVENTS = 300;

let stack: Stack;
let document: ApiDocument;
let operations: ApiOperation[];
let events: AuditEvent[];

beforeAll(async () => {
  stack = await startEmbedded({
    env: { TOOLMARK_QUERY_RATE: "1000000" },
    tokens: [
      { name: "on-call", role: "on-call", tenant: "default" },
      { name: "scoped", role: "responder", tenant: "default", servers: ["crm"] },
      { name: "foreign", role: "admin", tenant: "globex" },
    ],
  });
  const start = Date.now() - 60_000;
  events = [...generateEvents({ seed: 7, count: EVENTS, start, step: 100 })];
  const lines = events.map((event) => JSON.stringify(event)).join("\n");
  await postUntilAcknowledged(stack, Buffer.from(lines), AbortSignal.timeout(30_000));
  await vi.waitFor(async () => expect(await storedEvents()).toBe(EVENTS), { timeout: 30_000 });
  document = await readApiDocument(stack.queryUrl);
  operations = listOperations(document);
});
afterAll(async () => {
  await stack[Symbol.asyncDispose]();
});

describe("the OpenAPI document of the running process", () => {
  test("is valid for a validator that is not ours", async () => {
    const validator = new Validator();
    // It follows references in place, so it gets a copy.
    const { valid, errors } = await validator.validate({ ...structuredClone(document) });
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
    expect(() => createAnswerCheck(document)).not.toThrow();
  });

  test("names every part of every path, and nothing else, as a parameter", () => {
    for (const { name, path, parameters } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, part = ""]) => part);
      const described = parameters.filter((parameter) => parameter.in === "path");
      expect(described.map((parameter) => parameter.name).toSorted(), name).toEqual(
        named.toSorted(),
      );
    }
  });

  test("gives a client whose types refuse mistakes and whose calls work", async () => {
    await using client = await openGeneratedClient(document, clientProgram);
    expect(await client.compile()).toEqual({ code: 0, stdout: "", stderr: "" });
    const { code, stdout, stderr } = await client.run({
      URL: stack.queryUrl,
      TOKEN: stack.adminToken,
    });
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      ids: events.slice(0, 3).map(({ event }) => event.id),
      total: EVENTS,
      explanation: expect.any(String),
      accesses: expect.any(Number),
      verified: true,
      refused: { status: 400, code: "query_invalid" },
      missing: { status: 404, code: "not_found" },
    });
  });
});

describe("the running process holds to its document", () => {
  test("every answer to thousands of requests around its schemas is as described", async () => {
    const before = stack.ingester.pid;
    const { adminToken, emitterToken, tokens } = stack;
    const fuzz = createFuzzer({
      document,
      operations,
      origin: stack.queryUrl,
      seed: SEED,
      words: {
        vocabulary: createVocabulary(events, await position()),
        tokens: [adminToken, emitterToken, ...Object.values(tokens)],
      },
    });
    const reading = operations.filter(({ method }) => method === "GET");
    const faults: string[] = [];
    const unreached: string[] = [];
    let sent = 0;
    // What is made first is found, changed and removed after.
    const order = ["POST", "PUT", "PATCH", "GET", "DELETE"];
    const ordered = operations.toSorted(
      (left, right) => order.indexOf(left.method) - order.indexOf(right.method),
    );
    for (const operation of ordered) {
      const runs = operation.method === "GET" ? Math.ceil(READS / reading.length) : CHANGES_EACH;
      const fuzzed = await fuzz(operation, runs);
      sent += fuzzed.sent;
      if (fuzzed.fault !== undefined) faults.push(fuzzed.fault);
      faults.push(
        ...errorsOf(stack.ingester.logTail()).map((line) => `${operation.name}: ${line}`),
      );
      if (operation.method === "GET" && (fuzzed.statuses[200] ?? 0) === 0)
        unreached.push(`${operation.name} ${JSON.stringify(fuzzed.statuses)}`);
    }
    await expectWorking();
    expect(stack.ingester.pid).toBe(before);
    expect(faults).toEqual([]);
    // A fuzzer whose every request is refused has looked at nothing.
    expect(unreached, "give fuzz-vocabulary.ts words for these").toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(READS);
  }, 600_000);

  test("a method that a path does not have is refused, and what it has is said", async () => {
    for (const path of Object.keys(document.paths)) {
      const url = `${stack.queryUrl}${path.replaceAll(/\{\w+\}/g, "some")}`;
      const known = operations.filter((operation) => operation.path === path);
      for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"]) {
        if (findOperation(operations, method, new URL(url).pathname) !== undefined) continue;
        const { status, headers, body } = await ask(method, url);
        expect({ method, path, status }).toEqual({ method, path, status: 405 });
        expect(checkProblem(status, body)).toBeUndefined();
        for (const operation of known) expect(headers.get("allow")).toContain(operation.method);
      }
      const options = await ask("OPTIONS", url);
      expect(options.status).toBe(204);
    }
  });

  test("an address that is not described is not there", async () => {
    for (const path of ["/nothing", "/v1", "/v1/", "/v1/nothing", "/v1/search/", "//v1/search"]) {
      const { status, body } = await ask("GET", `${stack.queryUrl}${path}`);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(checkProblem(status, body)).toBeUndefined();
    }
  });

  test("a stream that nobody reads takes no place from those who do", async () => {
    for (const { path } of operations.filter(isStream)) {
      for (let count = 0; count < 20; count++) await breakOff(`GET ${path} HTTP/1.1`, "");
      await expect.poll(() => openStream(path), { timeout: 5000 }).toBe(200);
      for (let count = 0; count < 20; count++) await ask("HEAD", `${stack.queryUrl}${path}`);
      await expect.poll(() => openStream(path), { timeout: 5000 }).toBe(200);
    }
  });

  test("requests beyond all measure and connections that break off harm nobody", async () => {
    const long = `${stack.queryUrl}/v1/search?q=${"x".repeat(40_000)}`;
    expect([414, 431]).toContain((await ask("GET", long)).status);
    const changing = operations.filter(({ body }) => body !== undefined);
    const taken: string[] = [];
    for (const { name, method, path } of changing) {
      const url = `${stack.queryUrl}${path.replaceAll(/\{\w+\}/g, "some")}`;
      const { status, body } = await ask(method, url, `{"name":"${"x".repeat(12_000_000)}"}`);
      if (status !== 413) taken.push(`${name} answers ${status}`);
      expect(checkProblem(status, body)).toBeUndefined();
      await breakOff(`${method} ${new URL(url).pathname} HTTP/1.1`, '{"name":');
    }
    await breakOff("GET /v1/search?limit=1000 HTTP/1.1", "");
    await breakOff(`GET /v1/search?q=${randomBytes(20).toString("latin1")} HTTP/1.1`, "");
    expect(errorsOf(stack.ingester.logTail())).toEqual([]);
    expect(taken).toEqual([]);
    await expectWorking();
  });
});

async function storedEvents(): Promise<number> {
  const { queryUrl: url, adminToken: token } = stack;
  const { total } = await createQueryClient({ url, token }).search({
    q: "emitter:crm-prod",
    limit: 1,
  });
  return total;
}

async function position(): Promise<{ asof: string; cursor: string }> {
  const { queryUrl: url, adminToken: token } = stack;
  const { asof, cursor = "" } = await createQueryClient({ url, token }).search({ limit: 1 });
  return { asof, cursor };
}

async function expectWorking(): Promise<void> {
  const { queryUrl: url, adminToken: token } = stack;
  expect(await createQueryClient({ url, token }).health()).toMatchObject({ status: "ok" });
  expect(await storedEvents()).toBe(EVENTS);
  // Nobody holds a place any more.
  for (const { path } of operations.filter(isStream))
    await expect.poll(() => openStream(path), { timeout: 5000 }).toBe(200);
}

async function openStream(path: string): Promise<number> {
  const { queryUrl, adminToken } = stack;
  const response = await fetch(`${queryUrl}${path}`, {
    headers: { authorization: `Bearer ${adminToken}` },
  });
  await response.body?.cancel();
  return response.status;
}

/** Lines of an operational log that tell of an error nobody meant, or are not its lines at all. */
function errorsOf(log: string): string[] {
  return log.split("\n").filter((line) => {
    if (!line.startsWith("{")) return /error|unhandled|^\s+at /i.test(line);
    const { level, msg, code } = JSON.parse(line) as { level: number; msg: string; code?: string };
    // A documented 503 is logged too.
    return level >= 50 && !(msg === "request failed" && code !== "internal");
  });
}

async function ask(method: string, url: string, text?: string) {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${stack.adminToken}`,
      ...(text !== undefined && { "content-type": "application/json" }),
    },
    ...(text !== undefined && { body: text }),
  });
  const answer = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json") === true;
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && answer !== "" ? (JSON.parse(answer) as unknown) : undefined,
  };
}

/** Sends the beginning of a request and breaks the connection. */
async function breakOff(requestLine: string, beginning: string): Promise<void> {
  const { hostname, port } = new URL(stack.queryUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  const head = [
    requestLine,
    `host: ${hostname}`,
    `authorization: Bearer ${stack.adminToken}`,
    "content-type: application/json",
    "content-length: 1000",
  ];
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.write(`${head.join("\r\n")}\r\n\r\n${beginning}`, "latin1", () => resolve());
  });
  socket.destroy();
}
