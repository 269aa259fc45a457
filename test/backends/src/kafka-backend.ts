import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { kafkaArtifact } from "./artifacts.ts";
import type { BackendKind } from "./backend.ts";
import { pickFreePorts } from "./free-ports.ts";
import { probeKafka } from "./probe-kafka.ts";

const HEAP = "-Xms256m -Xmx512m";

/** One Kafka broker, its own controller (KRaft), plain text on 127.0.0.1. */
export const kafkaBackend: BackendKind = {
  name: "kafka",
  addressVariable: "TOOLMARK_KAFKA_BROKERS",
  imageVariable: "TOOLMARK_KAFKA_IMAGE",
  officialImage: `apache/kafka:${kafkaArtifact.version}`,
  artifact: kafkaArtifact,
  probe: probeKafka,

  async planProcess({ java, files, folder }) {
    const { address, settings } = await chooseSettings();
    const properties = join(folder, "server.properties");
    const logging = join(folder, "log4j2.properties");
    await writeFile(properties, asProperties({ ...settings, "log.dirs": join(folder, "data") }));
    await writeFile(logging, LOGGING);
    const inJava = (heap: string, ...mainAndArguments: string[]): { argv: string[] } => {
      // The broker unpacks native libraries, and would leave them in the temporary folder of all.
      const options = [
        ...heap.split(" "),
        `-Djava.io.tmpdir=${folder}`,
        `-Dlog4j2.configurationFile=${logging}`,
      ];
      return { argv: [java.command, ...options, "-cp", join(files, "*"), ...mainAndArguments] };
    };
    const format = ["format", "--cluster-id", newClusterId(), "--config", properties];
    return {
      addresses: [address],
      commands: [
        inJava("-Xmx128m", "kafka.tools.StorageTool", ...format),
        inJava(HEAP, "kafka.Kafka", properties),
      ],
    };
  },

  async planContainer() {
    const { address, settings } = await chooseSettings();
    const environment = Object.entries(settings).map(([name, value]) => [
      `KAFKA_${name.replaceAll(".", "_").toUpperCase()}`,
      value,
    ]);
    return {
      addresses: [address],
      environment: {
        ...Object.fromEntries(environment),
        CLUSTER_ID: newClusterId(),
        KAFKA_HEAP_OPTS: HEAP,
      },
    };
  },
};

async function chooseSettings(): Promise<{ address: string; settings: Record<string, string> }> {
  const [port = 0, controllerPort = 0] = await pickFreePorts(2);
  const address = `127.0.0.1:${port}`;
  const controller = `127.0.0.1:${controllerPort}`;
  return {
    address,
    settings: {
      "process.roles": "broker,controller",
      "node.id": "1",
      "controller.quorum.voters": `1@${controller}`,
      "controller.listener.names": "CONTROLLER",
      listeners: `PLAINTEXT://${address},CONTROLLER://${controller}`,
      "advertised.listeners": `PLAINTEXT://${address}`,
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      // A topic that a test forgot to create must show.
      "auto.create.topics.enable": "false",
      // One broker can hold one replica.
      "offsets.topic.replication.factor": "1",
      "transaction.state.log.replication.factor": "1",
      "transaction.state.log.min.isr": "1",
      "share.coordinator.state.topic.replication.factor": "1",
      "share.coordinator.state.topic.min.isr": "1",
      // The first use of a group creates these topics: few partitions make that quick.
      "offsets.topic.num.partitions": "5",
      "transaction.state.log.num.partitions": "5",
      // A group starts with its first member, and tests may let a member time out quickly.
      "group.initial.rebalance.delay.ms": "0",
      "group.min.session.timeout.ms": "1000",
    },
  };
}

/** Kafka takes any 16 bytes in URL-safe base 64 that do not look like an option. */
function newClusterId(): string {
  return `T${randomBytes(16).toString("base64url").slice(1)}`;
}

function asProperties(settings: Record<string, string>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

const LOGGING = asProperties({
  "appender.console.type": "Console",
  "appender.console.name": "console",
  "appender.console.layout.type": "PatternLayout",
  "appender.console.layout.pattern": "%d{HH:mm:ss.SSS} %p %c{1}: %m%n",
  "rootLogger.level": "info",
  "rootLogger.appenderRef.console.ref": "console",
});
