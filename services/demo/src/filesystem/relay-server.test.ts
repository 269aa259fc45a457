import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { expect, test } from "vitest";

import { connectTransport } from "../player/connect.ts";
import { openFilesystemRelay } from "./relay-server.ts";

test("calls reach the official filesystem server and come back unchanged", async () => {
  await using resources = new AsyncDisposableStack();
  const directory = await realpath(await mkdtemp(join(tmpdir(), "toolmark-demo-")));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "notes.md"), "call Mina back\n");
  const { server } = resources.use(await openFilesystemRelay(directory));
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = resources.use(
    await connectTransport(ours, { name: "report-writer", version: "1.0" }, () => ({
      action: "cancel",
    })),
  );

  expect(await client.call("read_text_file", { path: join(directory, "notes.md") })).toEqual({
    isError: false,
    text: "call Mina back\n",
  });
  await client.call("write_file", { path: join(directory, "report.md"), content: "done" });
  expect(await readFile(join(directory, "report.md"), "utf8")).toBe("done");
  expect(await client.call("read_text_file", { path: "/etc/passwd" })).toMatchObject({
    isError: true,
    text: expect.stringContaining("Access denied"),
  });
});
