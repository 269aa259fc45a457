import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";

import { openFilesystemRelay } from "../filesystem/relay-server.ts";
import type { ApproverDesk } from "./answer-approvals.ts";
import { connectTransport } from "./connect.ts";
import type { ToolClient } from "./connect.ts";
import { knownClients } from "./scenes.ts";

/** A client of the filesystem server and the directory that it may use. */
export interface Files extends AsyncDisposable {
  client: ToolClient;
  directory: string;
}

/** Opens the official filesystem server on a new directory with one note in it. */
export async function openFiles(options: {
  onServer: (server: Server) => void;
  desk: ApproverDesk;
}): Promise<Files> {
  await using resources = new AsyncDisposableStack();
  const directory = await realpath(await mkdtemp(join(tmpdir(), "toolmark-demo-")));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  await writeFile(join(directory, "notes.md"), "contact 42 was upgraded in week 47\n");
  const { server } = resources.use(await openFilesystemRelay(directory));
  options.onServer(server);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = resources.use(await connectTransport(ours, knownClients.writer, options.desk));
  const owned = resources.move();
  return { client, directory, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
