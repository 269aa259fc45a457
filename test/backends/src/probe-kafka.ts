import { once } from "node:events";
import { connect, type Socket } from "node:net";

const METADATA = 3;
const ANSWER_WITHIN_MS = 5_000;
/** A metadata answer without topics is a few hundred bytes; more means that this is no Kafka. */
const ANSWER_BYTES_MAX = 1_000_000;

/**
 * Asks each broker of `addresses` for the cluster's metadata (Kafka protocol, Metadata v1, no
 * topics) and connects to every broker that the answer advertises, as a client would. Rejects with
 * what happened at which address. Plain text listeners only.
 */
export async function probeKafka(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const advertised = await askForBrokers(address);
    if (advertised.length === 0) throw new Error(`${address} answers but knows no broker yet`);
    for (const broker of advertised) {
      try {
        (await open(broker)).destroy();
      } catch (error) {
        throw new Error(`${address} advertises the broker ${broker}, which does not answer`, {
          cause: error,
        });
      }
    }
  }
}

async function askForBrokers(address: string): Promise<string[]> {
  const socket = await open(address);
  try {
    socket.end(metadataRequest());
    return parseBrokers(await readFrame(socket, address));
  } finally {
    socket.destroy();
  }
}

async function open(address: string): Promise<Socket> {
  const { hostname, port } = new URL(`tcp://${address}`);
  if (hostname === "" || port === "") throw new Error(`${address} is not host:port`);
  const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port) });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (error) {
    socket.destroy();
    throw new Error(`cannot connect to ${address}`, { cause: error });
  }
  socket.on("error", () => socket.destroy());
  return socket;
}

function metadataRequest(): Buffer {
  const frame = Buffer.alloc(18);
  frame.writeInt32BE(14, 0);
  frame.writeInt16BE(METADATA, 4);
  frame.writeInt16BE(1, 6);
  frame.writeInt32BE(1, 8);
  frame.writeInt16BE(-1, 12);
  frame.writeInt32BE(0, 14);
  return frame;
}

async function readFrame(socket: Socket, address: string): Promise<Buffer> {
  socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy());
  let received = Buffer.alloc(0);
  for await (const chunk of socket) {
    received = Buffer.concat([received, chunk]);
    if (received.length < 4) continue;
    const size = received.readInt32BE(0);
    if (size < 0 || size > ANSWER_BYTES_MAX) throw new Error(`${address} does not speak Kafka`);
    if (received.length >= size + 4) return received.subarray(4, size + 4);
  }
  throw new Error(`${address} accepts connections but gave no answer to a Kafka metadata request`);
}

function parseBrokers(frame: Buffer): string[] {
  let at = 4;
  const text = (): string => {
    const length = frame.readInt16BE(at);
    at += 2;
    if (length < 0) return "";
    at += length;
    return frame.toString("utf8", at - length, at);
  };
  const int32 = (): number => {
    at += 4;
    return frame.readInt32BE(at - 4);
  };
  return Array.from({ length: int32() }, () => {
    int32();
    const host = text();
    const port = int32();
    text();
    return `${host.includes(":") ? `[${host}]` : host}:${port}`;
  });
}
