import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { expect, test } from "vitest";

import { createApi } from "./create-api.ts";
import { followStream } from "./follow-stream.ts";

test("a stream that breaks goes on behind the last message, and says so", async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const last = request.headers["last-event-id"]?.toString();
    asked.push(last);
    response.writeHead(200, { "content-type": "text/event-stream" });
    const next = Number(last ?? 0) + 1;
    // The id of the heartbeat counts; that of the message that breaks off does not.
    response.write(
      `retry: 20\n\nid: ${next}\ndata: {"n":${next}}\n\n: heartbeat\nid: ${next + 10}\n\nid: ${next + 99}\nda`,
      () => response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = new AbortController();
  const states: string[] = [];
  try {
    const api = createApi({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      token: "t",
      signal: stop.signal,
    });
    const seen: string[] = [];
    for await (const { data } of followStream(api, {
      path: "/v1/tail",
      parameters: {},
      signal: stop.signal,
      onState: async (state) => void states.push("open" in state ? state.open : "lost"),
    })) {
      seen.push(data);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual(['{"n":1}', '{"n":12}', '{"n":23}']);
    expect(asked).toEqual([undefined, "11", "22"]);
    expect(states).toEqual(["first", "lost", "again", "lost", "again"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("a server that is not there at first is a failure, not something to wait for", async () => {
  const { signal } = new AbortController();
  const api = createApi({ url: "http://127.0.0.1:9", token: "t", signal });
  const follow = followStream(api, {
    path: "/v1/tail",
    parameters: {},
    signal,
    onState: async () => {},
  });
  await expect(follow.next()).rejects.toMatchObject({ name: "QueryError", status: 0 });
});
