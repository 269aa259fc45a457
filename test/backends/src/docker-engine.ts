import { once } from "node:events";
import { existsSync } from "node:fs";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";

const PING_WITHIN_MS = 3_000;

/** The address of a Docker engine, as in `DOCKER_HOST`: `unix:///path` or `tcp://host:port`. */
export type EngineAddress = string;

/**
 * Finds a Docker engine that answers: the one in `DOCKER_HOST`, else one behind a socket at a usual
 * place. Resolves with the reason when there is none.
 */
export async function findDockerEngine(): Promise<{ engine: EngineAddress } | { reason: string }> {
  const { DOCKER_HOST } = process.env;
  const given = DOCKER_HOST === undefined || DOCKER_HOST === "" ? undefined : DOCKER_HOST;
  const sockets = usualSockets().filter((socket) => existsSync(socket));
  for (const engine of given === undefined
    ? sockets.map((socket) => `unix://${socket}`)
    : [given]) {
    try {
      const { status } = await askEngine(engine, "GET", "/_ping", {
        signal: AbortSignal.timeout(PING_WITHIN_MS),
      });
      if (status === 200) return { engine };
    } catch {
      // Nothing answers here: try the next.
    }
  }
  return {
    reason:
      given === undefined
        ? "no Docker engine answers"
        : `no Docker engine answers at DOCKER_HOST=${given}`,
  };
}

function usualSockets(): string[] {
  const { XDG_RUNTIME_DIR } = process.env;
  return [
    "/var/run/docker.sock",
    ...(XDG_RUNTIME_DIR === undefined ? [] : [join(XDG_RUNTIME_DIR, "docker.sock")]),
    join(homedir(), ".docker", "run", "docker.sock"),
    join(homedir(), ".docker", "desktop", "docker.sock"),
  ];
}

/** Sends one request of the Docker Engine API, version 1.24 or later, and reads the whole answer. */
export async function askEngine(
  engine: EngineAddress,
  method: "GET" | "POST" | "DELETE",
  path: string,
  options: { signal?: AbortSignal } = {},
): Promise<{ status: number; body: Buffer }> {
  const { hostname, port, pathname } = new URL(engine);
  const target = hostname === "" ? { socketPath: pathname } : { host: hostname, port };
  const sent: ClientRequest = request({ ...target, ...options, method, path });
  sent.end();
  const [response]: IncomingMessage[] = await once(sent, "response");
  if (response === undefined) throw new Error(`${engine} gave no answer`);
  return {
    status: response.statusCode ?? 0,
    body: Buffer.concat(await Array.fromAsync<Buffer>(response)),
  };
}

/** Removes every container with the label, running or not, and resolves with their number. */
export async function removeLabelled(engine: EngineAddress, label: string): Promise<number> {
  const filters = encodeURIComponent(JSON.stringify({ label: [label] }));
  const { body } = await askEngine(engine, "GET", `/containers/json?all=true&filters=${filters}`);
  const containers: readonly { Id: string }[] = JSON.parse(body.toString());
  for (const { Id } of containers) {
    await askEngine(engine, "DELETE", `/containers/${Id}?force=true&v=true`);
  }
  return containers.length;
}

/** The last lines that a container printed. */
export async function readLogTail(engine: EngineAddress, id: string): Promise<string> {
  const path = `/containers/${id}/logs?stdout=true&stderr=true&tail=25`;
  const { body } = await askEngine(engine, "GET", path);
  // Output comes in frames: a kind, three zero bytes, the length, then the text.
  let text = "";
  for (let at = 0; at + 8 <= body.length; at += 8 + body.readUInt32BE(at + 4)) {
    text += body.toString("utf8", at + 8, at + 8 + body.readUInt32BE(at + 4));
  }
  return text.trimEnd();
}
