import { mkdirSync } from "node:fs";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";

import { openControlFile } from "./control-file.ts";
import { lockDirectory } from "./directory-lock.ts";
import type { EncodedBatch } from "./encoded-batch.ts";
import { openEventWriter } from "./event-writer.ts";
import { toFailure } from "./thread-calls.ts";
import type { ThreadCall, ThreadReply } from "./thread-calls.ts";
import type { RotationNotice, WriterCalls } from "./writer-calls.ts";

/** Most events of one transaction, unless a single append has more. */
const MAX_GROUP = 4000;

interface WriterData {
  directory: string;
  rowsPerPart: number;
}

type Call = {
  [Name in keyof WriterCalls]: ThreadCall & { name: Name; input: Parameters<WriterCalls[Name]>[0] };
}[keyof WriterCalls];

const port = parentPort;
if (port === null) throw new Error("writer-worker.ts is the entry of a thread");
const { directory, rowsPerPart }: WriterData = workerData;

function reply(message: ThreadReply<RotationNotice>): void {
  port?.postMessage(message, []);
}

function open() {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  using opening = new DisposableStack();
  opening.use(lockDirectory(directory));
  const control = opening.use(openControlFile(directory));
  const events = opening.use(
    openEventWriter({ directory, rowsPerPart, onRotation: (notice) => reply({ notice }) }),
  );
  return { control, events, resources: opening.move() };
}

let opened: ReturnType<typeof open> | undefined;

function answer(call: Exclude<Call, { name: "append" }>): unknown {
  if (call.name === "close") {
    opened?.resources.dispose();
    return null;
  }
  opened ??= open();
  const { control, events } = opened;
  switch (call.name) {
    case "open":
      return events.parts();
    case "positions":
      return events.positions();
    case "quarantine":
      control.put(call.input);
      return null;
    case "dropBefore":
      return events.dropBefore(call.input);
    case "check":
      control.touch();
      return null;
    case "sealed":
      events.sealed(call.input);
      return null;
  }
}

/** Commits appends together; each is answered only after the commit. */
function appendTogether(calls: readonly { id: number; input: EncodedBatch }[]): void {
  try {
    opened ??= open();
    const replies = opened.events.append(calls.map((call) => call.input));
    for (const [index, call] of calls.entries()) reply({ id: call.id, output: replies[index] });
  } catch (error) {
    for (const { id } of calls) reply({ id, failure: toFailure(error) });
  }
}

function handle(call: Exclude<Call, { name: "append" }>): void {
  try {
    const output = answer(call);
    if (call.id > 0) reply({ id: call.id, output });
  } catch (error) {
    if (call.id > 0) reply({ id: call.id, failure: toFailure(error) });
  }
  if (call.name === "close") port?.close();
}

/** Handles a call and those that have come in meanwhile: appends that wait are committed together. */
function work(first: Call): void {
  let call: Call | undefined = first;
  while (call !== undefined) {
    if (call.name !== "append") {
      handle(call);
      if (call.name === "close") return;
      call = waiting();
      continue;
    }
    const group = [call];
    let events = call.input.count;
    call = waiting();
    while (call?.name === "append" && events + call.input.count <= MAX_GROUP) {
      group.push(call);
      events += call.input.count;
      call = waiting();
    }
    appendTogether(group);
  }
}

function waiting(): Call | undefined {
  return port === null ? undefined : receiveMessageOnPort(port)?.message;
}

port.on("message", work);
