import { once } from "node:events";
import { createServer, connect } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** A broker as the cluster advertises it. */
export interface Broker {
  host: string;
  port: number;
}

/** What happens to the answer of a produce request that the broker has carried out. */
export type Loss = "swallow" | "disconnect";

/** Sits between clients and brokers and can do what networks do. */
export interface KafkaProxy extends AsyncDisposable {
  /** `host:port` for clients; what brokers advertise is turned into such addresses. */
  readonly brokers: string[];
  /** How many answers were lost so far. */
  readonly lost: number;
  /** Loses the answers of the next `count` produce requests. */
  loseProduceResponses(count: number, how: Loss): void;
  /** Cuts all connections; new ones are cut at once until `mend`. */
  cut(): void;
  mend(): void;
}

const PRODUCE = 0;
/** Metadata and FindCoordinator: their answers tell clients where brokers are. */
const TELL_ADDRESSES: ReadonlySet<number> = new Set([3, 10]);

/** Opens one listener on 127.0.0.1 for each broker. Frames: int32 length, then the message. */
export async function openKafkaProxy(targets: readonly Broker[]): Promise<KafkaProxy> {
  const sockets = new Set<Socket>();
  let isCut = false;
  let toLose = { count: 0, how: "swallow" as Loss };
  let lost = 0;
  const rewrites: { from: Buffer; to: Buffer }[] = [];

  function serve(client: Socket, target: Broker): void {
    if (isCut) {
      client.destroy();
      return;
    }
    const broker = connect(target.port, target.host);
    const apis = new Map<number, number>();
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    onFrames(client, (frame) => {
      apis.set(frame.readInt32BE(4), frame.readInt16BE(0));
      broker.write(withLength(frame));
    });
    onFrames(broker, (frame) => {
      const correlation = frame.readInt32BE(0);
      const api = apis.get(correlation) ?? -1;
      apis.delete(correlation);
      if (api === PRODUCE && toLose.count > 0) {
        toLose.count -= 1;
        lost += 1;
        if (toLose.how === "disconnect") client.destroy();
        return;
      }
      client.write(withLength(TELL_ADDRESSES.has(api) ? rewrite(frame, rewrites) : frame));
    });
  }

  const servers: Server[] = [];
  for (const target of targets) {
    const server = createServer((client) => serve(client, target));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    servers.push(server);
    const { port } = server.address() as AddressInfo;
    rewrites.push({ from: address(target), to: address({ host: "127.0.0.1", port }) });
  }

  function cutAll(): void {
    for (const socket of sockets) socket.destroy();
  }

  return {
    brokers: servers.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`),
    get lost() {
      return lost;
    },
    loseProduceResponses(count, how) {
      toLose = { count, how };
    },
    cut() {
      isCut = true;
      cutAll();
    },
    mend() {
      isCut = false;
    },
    async [Symbol.asyncDispose]() {
      cutAll();
      await Promise.all(
        servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
      );
    },
  };
}

/** An address as broker lists have it: host as a string with its length, then the port. */
function address({ host, port }: Broker): Buffer {
  const bytes = Buffer.alloc(2 + Buffer.byteLength(host) + 4);
  bytes.writeInt16BE(Buffer.byteLength(host), 0);
  bytes.write(host, 2);
  bytes.writeInt32BE(port, bytes.length - 4);
  return bytes;
}

function rewrite(frame: Buffer, rewrites: readonly { from: Buffer; to: Buffer }[]): Buffer {
  let changed = frame;
  for (const { from, to } of rewrites) {
    for (let at = changed.indexOf(from); at >= 0; at = changed.indexOf(from, at + to.length)) {
      changed = Buffer.concat([changed.subarray(0, at), to, changed.subarray(at + from.length)]);
    }
  }
  return changed;
}

function withLength(frame: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

function onFrames(socket: Socket, take: (frame: Buffer) => void): void {
  let held = Buffer.alloc(0);
  socket.on("data", (data: Buffer) => {
    held = Buffer.concat([held, data]);
    while (held.length >= 4 && held.length >= 4 + held.readInt32BE(0)) {
      const end = 4 + held.readInt32BE(0);
      const frame = held.subarray(4, end);
      held = held.subarray(end);
      take(frame);
    }
  });
}
