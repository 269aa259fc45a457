import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

import { startEmbedded } from "@toolmark/stack/start-stack";
import { expect, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { post } from "../scenarios/intake.ts";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
const run = promisify(execFile);

test("every question of the README is answered", async () => {
  await using stack = await startEmbedded();
  const events = [...generateEvents({ seed: 5, count: 50, start: Date.now() - 60_000, step: 100 })];
  const [first] = events;
  // The questions are about the demo's incident; one event stands in for it.
  if (first !== undefined) {
    first.client = { name: "acme-agent", assurance: "self_reported" };
    first.downstream = [{ system: "crm", resource: "contact/42", operation: "update" }];
  }
  const sent = await post(stack, events.map((event) => JSON.stringify(event)).join("\n"));
  expect(sent.status).toBe(200);
  const commands = readme
    .split("\n")
    .filter((line) => line.startsWith("curl ") || line.startsWith("npx toolmark "))
    .map((line) =>
      line
        .replace("npx toolmark", "node services/cli/src/main.ts")
        .replace("http://127.0.0.1:7070", stack.queryUrl)
        .replace("$(cat data/admin.token)", stack.adminToken)
        .replace(/^curl /, "curl --fail-with-body "),
    );
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) {
    const { stdout } = await run("bash", ["-c", command], {
      cwd: new URL("../..", import.meta.url),
      env: {
        PATH: process.env["PATH"],
        TOOLMARK_URL: stack.queryUrl,
        TOOLMARK_TOKEN: stack.adminToken,
      },
    });
    // A refusal or a command that fails ends `run`; an answer is never empty.
    expect(stdout.trim(), command).not.toBe("");
  }
});

test("every npm script that the README and CONTRIBUTING name exists", async () => {
  const contributing = await readFile(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");
  const manifest = JSON.parse(
    await readFile(new URL("../../package.json", import.meta.url), "utf8"),
  ) as { scripts: Record<string, string> };
  const named = [...`${readme}${contributing}`.matchAll(/`npm (?:run )?([a-z]+(?::[a-z]+)?)\b/g)]
    .map(([, name]) => name ?? "")
    .filter((name) => name !== "ci");
  expect(named.filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
});

test("every document that the README links to exists", async () => {
  const links = [...readme.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path ?? "");
  for (const path of links)
    await expect(readFile(new URL(`../../${path}`, import.meta.url)), path).resolves.toBeDefined();
});
