import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";

import { expect, onTestFinished, test } from "vitest";

import { pickFreePorts } from "./free-ports.ts";
import { probeElasticsearch } from "./probe-elasticsearch.ts";
import { probeKafka } from "./probe-kafka.ts";

async function listening(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.close();
    await once(server, "close");
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === "object" ? `127.0.0.1:${address?.port}` : "";
}

async function unused(): Promise<string> {
  const [port] = await pickFreePorts(1);
  return `127.0.0.1:${port}`;
}

/** A Metadata v1 answer (Kafka protocol) with one broker and no topics. */
function metadataWith(host: string, port: number): Buffer {
  const frame = Buffer.alloc(4 + 4 + 4 + 4 + 2 + host.length + 4 + 2 + 4 + 4);
  frame.writeInt32BE(frame.length - 4, 0);
  frame.writeInt32BE(1, 4);
  frame.writeInt32BE(1, 8);
  frame.writeInt32BE(1, 12);
  frame.writeInt16BE(host.length, 16);
  frame.write(host, 18);
  frame.writeInt32BE(port, 18 + host.length);
  frame.writeInt16BE(-1, 22 + host.length);
  return frame;
}

test("a broker that nothing listens at is named, with what happened", async () => {
  const address = await unused();
  await expect(probeKafka([address])).rejects.toThrow(`cannot connect to ${address}`);
});

test("a server that closes the connection without an answer is not taken for Kafka", async () => {
  const address = await listening(createServer((socket) => socket.resume().end()));
  await expect(probeKafka([address])).rejects.toThrow("gave no answer to a Kafka metadata request");
});

test("a web server is not taken for Kafka", async () => {
  const address = await listening(
    createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n")),
  );
  await expect(probeKafka([address])).rejects.toThrow("does not speak Kafka");
});

test("a broker that advertises an address that nobody can reach is refused", async () => {
  const advertised = await unused();
  const port = Number(advertised.split(":")[1]);
  const address = await listening(
    createServer((socket) => socket.resume().end(metadataWith("127.0.0.1", port))),
  );
  await expect(probeKafka([address])).rejects.toThrow(
    `${address} advertises the broker ${advertised}, which does not answer`,
  );
});

test("an Elasticsearch in the status red is refused, and its password is not shown", async () => {
  const server = createHttpServer((_request, response) => {
    response.setHeader("content-type", "application/json").end(`{"status":"red"}`);
  });
  const url = `http://someone:secret@${await listening(server)}`;
  const failure: unknown = await probeElasticsearch([url]).catch((error: unknown) => error);
  expect(String(failure)).toContain("reports the cluster status red");
  expect(String(failure)).not.toContain("secret");
});

test("credentials in the URL of an Elasticsearch are sent", async () => {
  const server = createHttpServer((request, response) => {
    const allowed = request.headers.authorization === `Basic ${btoa("someone:secret")}`;
    response.statusCode = allowed ? 200 : 401;
    response.end(`{"status":"green"}`);
  });
  const address = await listening(server);
  await expect(probeElasticsearch([`http://someone:secret@${address}`])).resolves.toBeUndefined();
  await expect(probeElasticsearch([`http://${address}`])).rejects.toThrow("answers HTTP 401");
});
