import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { gzipSync } from "node:zlib";

import { startEmbedded } from "@toolmark/stack/start-stack";
import type { Stack } from "@toolmark/stack/start-stack";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { post } from "./intake.ts";
import { runToEnd } from "./run-service.ts";
import type { Finished } from "./run-service.ts";

const COUNT = 2500;
const start = Date.now() - 3_600_000;
const events = [...generateEvents({ seed: 11, count: COUNT + 20, start, step: 1000 })];
const stored = events.slice(0, COUNT);
const later = events.slice(COUNT);
const toLines = (values: readonly unknown[]) =>
  values.map((value) => JSON.stringify(value)).join("\n");
const fromLines = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const hidden = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const main = fileURLToPath(import.meta.resolve("@toolmark/cli/main"));

describe("the command line", () => {
  let stack: Stack;
  let directory: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "toolmark-cli-"));
    stack = await startEmbedded({ dataDirectory: join(directory, "data") });
    env = { TOOLMARK_URL: stack.queryUrl, TOOLMARK_DATA_DIR: join(directory, "data") };
    await writeFile(join(directory, "events.ndjson.gz"), gzipSync(toLines(stored)));
    const imported = await cli("import", join(directory, "events.ndjson.gz"));
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    expect(imported.stdout).toBe("2,500 events accepted, 0 quarantined, 0 rejected\n");
  });
  afterAll(async () => {
    await stack[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  function cli(...args: string[]): Promise<Finished> {
    return runToEnd("@toolmark/cli/main", { args, env });
  }

  test("search --all --json prints every event once, each on a line", async () => {
    const { code, stdout, stderr } = await cli("search", "type:call.*", "--all", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const ids = fromLines(stdout).map(({ event }) => (event as { id: string }).id);
    expect(ids.length).toBe(COUNT);
    expect(new Set(ids)).toEqual(new Set(stored.map(({ event }) => event.id)));
  });

  test("a list that leaves something out says so, on standard error", async () => {
    const { stdout, stderr } = await cli("search", "-n", "3", "--json");
    expect(fromLines(stdout).length).toBe(3);
    expect(stderr).toBe("the newest 3 of 2,500 events; --all shows all\n");
  });

  test("there are no colours in a pipe unless they are asked for", async () => {
    const args = ["search", "outcome:denied", "-n", "5"];
    const plain = await cli(...args);
    expect(plain.stdout).toContain("denied");
    expect(plain.stdout).not.toContain("\u{1b}");
    expect(plain.stderr).not.toContain("\u{1b}");
    const forced = await runToEnd("@toolmark/cli/main", {
      args,
      env: { ...env, FORCE_COLOR: "1" },
    });
    expect(forced.stdout).toContain("\u{1b}[31m");
    expect(stripVTControlCharacters(forced.stdout)).toBe(plain.stdout);
  });

  test("head ends it quietly", async () => {
    const shell = spawn(
      "bash",
      [
        "-c",
        `"$0" "$1" search --all | head -n 2; echo "status \${PIPESTATUS[0]}"`,
        process.execPath,
        main,
      ],
      { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
    );
    const [stdout, stderr] = await Promise.all([textOf(shell.stdout), textOf(shell.stderr)]);
    const lines = stdout.trimEnd().split("\n");
    expect(lines[0]).toMatch(/^TIME \(UTC\)/);
    expect(lines.at(-1)).toBe("status 141");
    expect(stderr).toBe("");
  });

  test("what an event holds never reaches the terminal raw", async () => {
    const [evil] = later;
    const value = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}gnp\u{200b}.exe\nnext";
    const body = toLines([
      {
        ...evil,
        tool: { name: value },
        actor: { ...evil?.actor, id: value },
        params: { value: { [value]: value } },
      },
    ]);
    expect((await post(stack, body)).status).toBe(200);
    const id = evil?.event.id ?? "";
    await expect.poll(async () => (await cli("event", id)).code, { timeout: 15_000 }).toBe(0);
    const call = evil?.call?.id ?? "";
    for (const args of [
      ["search", "-n", "2"],
      ["search", "-n", "2", "--json"],
      ["facets", "--fields", "tool,actor"],
      ["call", call, "--reason", "test"],
      ["event", id, "--full", "--reason", "test"],
      ["actor", value],
      ["session", evil?.session?.id ?? ""],
    ]) {
      const { stdout, stderr } = await cli(...args);
      expect(stdout, args.join(" ")).not.toMatch(hidden);
      expect(stderr, args.join(" ")).not.toMatch(hidden);
      expect(stdout.length, `${args.join(" ")}: ${stderr}`).toBeGreaterThan(0);
    }
    const shown = await cli("search", `call:${call}`, "--reason", "test", "--json");
    expect(fromLines(shown.stdout)[0]).toMatchObject({ tool: { name: value } });
  });

  test.each<[args: string[], settings: Record<string, string>, code: number, says: string]>([
    [["search", "outcome:denied"], {}, 0, ""],
    [["search", "actor:nobody"], {}, 0, ""],
    [["search", "actor:nobody", "--exit-empty"], {}, 1, ""],
    [["call", "0192f0c1-7d3e-7000-8000-000000000001"], {}, 1, "there is no call"],
    [["serch"], {}, 2, "did you mean search?"],
    [["search", "actr:alice"], {}, 2, "did you mean actor?"],
    [["search", "--from", "whenever"], {}, 2, "--from takes"],
    [["search"], { TOOLMARK_ULR: "x" }, 2, "did you mean TOOLMARK_URL?"],
    [["search"], { TOOLMARK_TOKEN: "unknown" }, 3, "the token came from TOOLMARK_TOKEN"],
    [["search"], { TOOLMARK_DATA_DIR: "/nowhere" }, 3, "there is no token"],
    [["search"], { TOOLMARK_URL: "http://127.0.0.1:9" }, 5, "cannot be reached"],
  ])("%j with %j ends with %i", async (args, settings, code, says) => {
    const done = await runToEnd("@toolmark/cli/main", { args, env: { ...env, ...settings } });
    expect(done.code, done.stderr).toBe(code);
    expect(done.stderr).toContain(says);
  });

  test("the local admin token is never sent to another machine", async () => {
    const { code, stderr } = await cli("search", "--url", "http://192.0.2.1:7070");
    expect(code).toBe(3);
    expect(stderr).toContain("only for this machine");
  });

  test("completion scripts are valid and know commands, options and fields", async () => {
    const { stdout } = await cli("completion", "bash");
    const path = join(directory, "completion.bash");
    await writeFile(path, stdout);
    const asked = [
      "toolmark sea",
      "toolmark search --ki",
      "toolmark search act",
      "toolmark token ",
    ];
    const script = `set -e; bash -n "$0"; source "$0"
for line in ${asked.map((line) => JSON.stringify(line)).join(" ")}; do
  COMP_WORDS=($line); case "$line" in *" ") COMP_WORDS+=("");; esac
  COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _toolmark; echo "\${COMPREPLY[@]}"
done`;
    const shell = spawn("bash", ["-c", script, path], { stdio: ["ignore", "pipe", "pipe"] });
    const [replies, stderr] = await Promise.all([textOf(shell.stdout), textOf(shell.stderr)]);
    expect(stderr).toBe("");
    expect(replies).toBe("search\n--kind\nactor:\ncreate list revoke\n");
    for (const shellName of ["zsh", "fish"])
      expect((await cli("completion", shellName)).stdout).toContain("--kind".slice(2));
  });

  test("an import reports each line that was not taken, and goes on where it is told to", async () => {
    const path = join(directory, "mixed.ndjson");
    const good = later.slice(1, 4).map((event) => JSON.stringify(event));
    await writeFile(
      path,
      [
        good[0],
        "not json",
        "",
        good[1],
        '{"schema":"toolmark.event/1"}',
        "x".repeat(1_000_000),
        good[2],
      ].join("\n"),
    );
    const { code, stdout } = await cli("import", path, "--json");
    expect(code).toBe(6);
    expect(fromLines(stdout)).toEqual([
      expect.objectContaining({
        kind: "refused",
        line: 2,
        status: "quarantined",
        reason: "not_json",
      }),
      expect.objectContaining({ kind: "refused", line: 5, reason: "schema_violation" }),
      expect.objectContaining({
        kind: "refused",
        line: 6,
        status: "rejected",
        reason: "too_large",
      }),
      { kind: "summary", accepted: 3, quarantined: 2, rejected: 1, through: 7 },
    ]);
    const rest = await cli("import", path, "--from-line", "7", "--json");
    expect(rest.code).toBe(0);
    expect(fromLines(rest.stdout)).toEqual([
      { kind: "summary", accepted: 1, quarantined: 0, rejected: 0, through: 7 },
    ]);
  });

  test("a file that holds no events is refused before anything is sent", async () => {
    const path = join(directory, "table.csv");
    await writeFile(path, "time,actor\n1,alice\n");
    const { code, stderr } = await cli("import", path);
    expect(code).toBe(2);
    expect(stderr).toContain("its lines are not JSON objects");
    expect(stderr).toContain("nothing was sent");
  });

  test("tail goes on after a restart of the server, without a gap or a repetition", async () => {
    const child = spawn(process.execPath, [main, "tail", "type:call.completed", "--json"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const seen: string[] = [];
    const notes: string[] = [];
    createInterface({ input: child.stdout }).on("line", (line) => {
      seen.push((JSON.parse(line) as { event: { id: string } }).event.id);
    });
    createInterface({ input: child.stderr }).on("line", (line) => notes.push(line));
    const [before, between, after] = [later.slice(5, 8), later.slice(8, 11), later.slice(11, 14)];
    const ids = (list: typeof later) => list.map(({ event }) => event.id);
    try {
      await expect.poll(() => notes.join("\n"), { timeout: 15_000 }).toContain("following");
      await post(stack, toLines(before));
      await expect.poll(() => seen, { timeout: 15_000 }).toEqual(ids(before));
      await stack.ingester.kill("SIGTERM");
      await expect.poll(() => notes.join("\n"), { timeout: 15_000 }).toContain("connection lost");
      await stack.ingester.restart();
      await post(stack, toLines(between));
      await post(stack, toLines(after));
      await expect
        .poll(() => seen, { timeout: 30_000 })
        .toEqual([...ids(before), ...ids(between), ...ids(after)]);
      expect(notes.join("\n")).toMatch(/following \S+ again/);
      const ended = once(child, "exit");
      child.kill("SIGINT");
      expect((await ended)[0]).toBe(130);
    } finally {
      child.kill("SIGKILL");
    }
  });

  test("an export is what its manifest says, and a download goes on where it broke off", async () => {
    const target = join(directory, "denied.jsonl");
    const query = ["export", "outcome:denied", "--to", new Date(start + 3_000_000).toISOString()];
    const { code, stdout, stderr } = await cli(...query, "-o", target, "--json");
    expect(code, stderr).toBe(0);
    const [done] = fromLines(stdout);
    const rows = fromLines(await readFile(target, "utf8"));
    expect(done).toMatchObject({ state: "complete", count: rows.length, verified: true });
    expect(rows.length).toBeGreaterThan(10);
    const manifest = JSON.parse(await readFile(`${target}.manifest.json`, "utf8")) as object;
    expect(manifest).toMatchObject({ count: rows.length, data: { sha256: done?.["sha256"] } });

    const again = ["export", "--id", String(done?.["id"]), "-o"];
    expect(await cli(...again, target)).toMatchObject({ code: 2 });
    const broken = join(directory, "again.jsonl");
    await writeFile(`${broken}.part`, await readFile(target));
    await truncate(`${broken}.part`, 1000);
    expect(await cli(...again, broken)).toMatchObject({ code: 0 });
    expect(await readFile(broken)).toEqual(await readFile(target));

    const forged = join(directory, "forged.jsonl");
    await writeFile(`${forged}.part`, "x".repeat(1000));
    const refused = await cli(...again, forged);
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain("is not the file of the manifest");
    await expect(readFile(forged)).rejects.toThrow("ENOENT");
  });

  test("tokens are made, known at once, and refused when revoked", async () => {
    const made = await cli("token", "create", "dana", "--role", "on-call", "--expires", "1d");
    expect(made.code, made.stderr).toBe(0);
    const token = made.stdout.trim();
    const asDana = () =>
      runToEnd("@toolmark/cli/main", {
        args: ["search", "-n", "1"],
        env: { ...env, TOOLMARK_TOKEN: token },
      }).then(({ code }) => code);
    await expect.poll(asDana, { timeout: 15_000 }).toBe(0);
    const listed = await cli("token", "list", "--json");
    expect(fromLines(listed.stdout)).toEqual([
      expect.objectContaining({ name: "dana", role: "on-call", expired: false }),
    ]);
    expect(listed.stdout).not.toContain(token);
    expect((await cli("token", "revoke", "dana")).code).toBe(0);
    await expect.poll(asDana, { timeout: 15_000 }).toBe(3);
  });

  test("the doctor says what is well and what is not", async () => {
    const well = await cli("doctor", "--json");
    expect(well.code, well.stdout).toBe(0);
    const checks = fromLines(well.stdout).map(({ check }) => check);
    expect(checks).toEqual(
      expect.arrayContaining(["node", "settings", "server", "clock", "token", "store", "disk"]),
    );
    const ill = await runToEnd("@toolmark/cli/main", {
      args: ["doctor"],
      env: { ...env, TOOLMARK_URL: "http://127.0.0.1:9" },
    });
    expect(ill.code).toBe(5);
    expect(ill.stdout).toContain("-> start it");
  });

  test("embedded, reconcile checks positions and seals", async () => {
    const { code, stdout, stderr } = await cli("reconcile", "--verify", "20", "--json");
    expect(code, stderr).toBe(0);
    expect(fromLines(stdout).at(-1)).toMatchObject({
      kind: "summary",
      verified: 20,
      altered: 0,
      repeated: 0,
    });
    expect(stderr).toContain("the store is the log here");
  });

  test("the launcher finds its own Node and passes the status on", async () => {
    const launcher = fileURLToPath(new URL("../bin/toolmark.js", `file://${main}`));
    const shell = spawn("node", [launcher, "serch"], { stdio: ["ignore", "pipe", "pipe"] });
    const [stderr, [code]] = await Promise.all([textOf(shell.stderr), once(shell, "exit")]);
    expect(code).toBe(2);
    expect(stderr).toContain("did you mean search?");
  });
});

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
