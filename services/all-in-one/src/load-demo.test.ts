import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createQueryClient } from "@toolmark/query-api/client";
import type { QueryClient } from "@toolmark/query-api/client";
import { createLogger } from "@toolmark/runtime/logger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startAllInOne } from "./start-all-in-one.ts";
import type { AllInOne } from "./start-all-in-one.ts";

let directory: string;
let running: AllInOne;
let client: QueryClient;

async function start(options: { hasDemo?: boolean; name: string }) {
  return await startAllInOne({
    directory: join(directory, options.name),
    port: 0,
    host: "127.0.0.1",
    tenant: "default",
    leaseMs: 600_000,
    hasDemo: options.hasDemo === true,
    logger: createLogger({ service: "test", level: "silent" }),
    onFailure: (error) => {
      throw error;
    },
  });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "toolmark-demo-test-"));
  running = await start({ hasDemo: true, name: "on" });
  const { url, tokens } = running;
  client = createQueryClient({ url, token: tokens.adminToken, purpose: "a look at the demo" });
});
afterAll(async () => {
  await running[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function totalOf(q: string, kind: "rows" | "all" = "rows"): Promise<number> {
  return (await client.search({ q, kind, limit: 1, count: "all" })).total;
}

describe("the demo's story", () => {
  test(
    "is loaded once, however often and however many ask for it",
    { timeout: 30_000 },
    async () => {
      const [first, second] = await Promise.all([client.loadDemo(), client.loadDemo()]);
      expect(first).toMatchObject({ loaded_before: false });
      expect(second).toEqual({ ...first, loaded_before: true });
      expect(await client.loadDemo()).toEqual(second);
      expect(await totalOf("emitter:demo-*", "all")).toBe(first.events);
      expect(await totalOf("type:event.conflicted")).toBe(0);
      const { quarantine } = await client.health();
      expect(quarantine?.by_reason).toEqual({
        not_json: 1,
        unknown_schema_version: 1,
        time_implausible: 1,
        schema_violation: 1,
      });
    },
  );

  test("came by the intake, and who loaded it is recorded", async () => {
    expect(await totalOf("emitter:demo-* -provenance:authenticated", "all")).toBe(0);
    const { events } = await client.search({ q: "type:audit.config_changed", limit: 1 });
    expect(events[0]).toMatchObject({
      actor: { id: "admin" },
      audit: { action: "POST /v1/demo", purpose: "a look at the demo" },
    });
  });

  test("answers who changed contact 42, with a state that nobody recorded", async () => {
    const { accesses } = await client.resource("crm://contact/42");
    const changes = accesses.filter(({ operation }) => operation === "update");
    expect(
      changes.map(({ actor, agent, changed_fields }) => [actor?.id, agent, changed_fields]),
    ).toEqual([
      ["nightly-sync", undefined, ["stage"]],
      ["alice@example.com", "sales-bot", ["owner", "credit_limit"]],
      ["carol@example.com", undefined, ["stage"]],
      ["alice@example.com", "sales-bot", ["phone"]],
    ]);
    expect(changes[1]?.approval).toMatchObject({
      status: "granted",
      approver: "dave@example.com",
      bound: true,
    });
    const state = await client.resourceState("crm://contact/42");
    expect(state.conflicts.map(({ field }) => field)).toContain("credit_limit");
  });

  test("answers what the unknown client did and what was blocked, by which rule", async () => {
    const profile = await client.clientProfile("acme-agent");
    expect(profile).toMatchObject({ complete: true });
    expect(await totalOf("client:acme-agent tool:crm.contacts.export outcome:success")).toBe(6);
    const { blocked } = await client.policyDecisions({ decision: "deny" });
    const rules = blocked.filter(({ client: by }) => by === "acme-agent").map(({ rule }) => rule);
    for (const rule of ["no-people-data", "needs-finance", "no-agent-deletes"])
      expect(rules).toContain(rule);
  });

  test("answers which approvals there were, and what ran without one", async () => {
    const { approvals, unapproved_writes: writes } = await client.approvals();
    const states = approvals.map(({ state }) => state);
    for (const state of ["granted", "denied", "expired"]) expect(states).toContain(state);
    expect(approvals.find(({ id }) => id === "demo-ap-9031")?.flags).toContain("argument_mismatch");
    expect(writes.map(({ tool }) => tool)).toEqual(["billing.refund", "billing.refund"]);
  });

  test("answers what is missing, late or masked", async () => {
    const { totals } = await client.gaps();
    expect(totals).toMatchObject({ missing: 2, told: 6, restarts: 2, late: 1 });
    expect(await totalOf("mark:late")).toBe(1);
    const { events } = await client.search({ q: "tool:mail.send client:acme-agent", limit: 1 });
    expect(events[0]?.["params"]).toMatchObject({ redacted_paths: ["/api_key"] });
  });

  test("has a session over several servers and systems", async () => {
    const { total, events } = await client.session("demo-quarter-report", { limit: 100 });
    expect(total).toBeGreaterThan(15);
    const servers = new Set(events.map(({ server }) => server?.name));
    for (const server of ["crm", "billing", "files", "mail", "hr"])
      expect(servers).toContain(server);
  });
});

test("without the setting there is no demo, and nothing says so but the refusal", async () => {
  await using without = await start({ name: "off" });
  const { url, tokens } = without;
  const other = createQueryClient({ url, token: tokens.adminToken });
  expect(await other.me()).toMatchObject({ demo: false });
  await expect(other.loadDemo()).rejects.toMatchObject({ status: 404 });
});
