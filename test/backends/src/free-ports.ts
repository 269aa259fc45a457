import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:net";

/** Below the range that operating systems give to outgoing connections (from 32768 on Linux). */
const LOWEST = 15_000;
const HIGHEST = 32_000;
const ATTEMPTS = 200;

/**
 * Picks `count` different ports that nothing listens on at 127.0.0.1. They are free when this
 * resolves, not reserved; random and outside the range of outgoing connections, so that two runs
 * at once do not meet.
 */
export async function pickFreePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  try {
    for (let attempt = 0; held.size < count; attempt += 1) {
      if (attempt === ATTEMPTS) throw new Error("found no free port on 127.0.0.1");
      const port = randomInt(LOWEST, HIGHEST);
      const server = createServer();
      try {
        server.listen({ port, host: "127.0.0.1" });
        await once(server, "listening");
        held.set(port, server);
      } catch {
        // In use, or held already by this call: the next draw is another.
      }
    }
    return [...held.keys()];
  } finally {
    await Promise.all([...held.values()].map((server) => closed(server)));
  }
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, "close");
}
