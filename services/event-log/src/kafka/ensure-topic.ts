import { AuditError, describeError } from "@toolmark/runtime/errors";
import type { Logger } from "@toolmark/runtime/logger";
import kafkajs from "kafkajs";
import type { Admin, ITopicMetadata } from "kafkajs";

/** What a topic is like. */
export interface TopicFacts {
  partitions: number;
  /** The lowest of its partitions. */
  replicationFactor: number;
  /** How many replicas must have a record before it is acknowledged; absent when it may not be read. */
  minInsyncReplicas?: number;
  /** The largest record batch that the brokers take, in bytes; absent when it may not be read. */
  maxMessageBytes?: number;
}

const DEFAULT_PARTITIONS = 6;
const DEFAULT_REPLICAS = 3;
const CREATE_TIMEOUT_MS = 10_000;

/**
 * Makes the topic when it is missing (three replicas, two of which must acknowledge, where there are
 * three brokers); an existing one is taken as it is. Says in the log where an acknowledged record
 * could still be lost with one disk.
 */
export async function ensureTopic(
  admin: Admin,
  topic: string,
  wanted: { partitions?: number | undefined; replicationFactor?: number | undefined },
  logger?: Logger,
): Promise<TopicFacts> {
  const topics = await admin.listTopics();
  if (!topics.includes(topic)) await createTopic(admin, topic, wanted);
  const found = await findTopic(admin, topic);
  const partitions = found?.partitions ?? [];
  if (partitions.length === 0 || partitions.some(({ leader }) => leader < 0))
    throw new AuditError(
      "log_unavailable",
      `not every partition of the topic ${topic} has a leader`,
    );
  const facts: TopicFacts = {
    partitions: partitions.length,
    replicationFactor: Math.min(...partitions.map(({ replicas }) => replicas.length)),
    ...(await readSettings(admin, topic, logger)),
  };
  report(topic, facts, wanted, logger);
  return facts;
}

/** The topic's metadata, or undefined when there is none of that name. */
export async function findTopic(admin: Admin, topic: string): Promise<ITopicMetadata | undefined> {
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
    return topics[0];
  } catch (error) {
    if (
      error instanceof kafkajs.KafkaJSProtocolError &&
      error.type === "UNKNOWN_TOPIC_OR_PARTITION"
    )
      return undefined;
    throw error;
  }
}

async function createTopic(
  admin: Admin,
  topic: string,
  wanted: { partitions?: number | undefined; replicationFactor?: number | undefined },
): Promise<void> {
  const { brokers } = await admin.describeCluster();
  const replicationFactor =
    wanted.replicationFactor ?? Math.min(DEFAULT_REPLICAS, Math.max(1, brokers.length));
  await admin.createTopics({
    waitForLeaders: true,
    timeout: CREATE_TIMEOUT_MS,
    topics: [
      {
        topic,
        numPartitions: wanted.partitions ?? DEFAULT_PARTITIONS,
        replicationFactor,
        configEntries: [
          { name: "cleanup.policy", value: "delete" },
          { name: "min.insync.replicas", value: String(replicationFactor >= 3 ? 2 : 1) },
          { name: "unclean.leader.election.enable", value: "false" },
        ],
      },
    ],
  });
}

async function readSettings(
  admin: Admin,
  topic: string,
  logger: Logger | undefined,
): Promise<Pick<TopicFacts, "minInsyncReplicas" | "maxMessageBytes">> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [
        {
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name: topic,
          configNames: ["min.insync.replicas", "max.message.bytes"],
        },
      ],
    });
    const entries = resources[0]?.configEntries ?? [];
    const read = (name: string): number =>
      Number(entries.find(({ configName }) => configName === name)?.configValue);
    const minInsyncReplicas = read("min.insync.replicas");
    const maxMessageBytes = read("max.message.bytes");
    return {
      ...(Number.isSafeInteger(minInsyncReplicas) ? { minInsyncReplicas } : {}),
      ...(Number.isSafeInteger(maxMessageBytes) ? { maxMessageBytes } : {}),
    };
  } catch (error) {
    // Needs a permission that a publisher has no other use for.
    logger?.info({ topic, reason: describeError(error) }, "settings of the topic cannot be read");
    return {};
  }
}

function report(
  topic: string,
  facts: TopicFacts,
  wanted: { partitions?: number | undefined },
  logger: Logger | undefined,
): void {
  logger?.info({ topic, ...facts }, "topic found");
  if (wanted.partitions !== undefined && wanted.partitions !== facts.partitions)
    logger?.warn(
      { topic, wanted: wanted.partitions, found: facts.partitions },
      "topic has another number of partitions than configured",
    );
  if (facts.replicationFactor < 2 || (facts.minInsyncReplicas ?? 2) < 2)
    logger?.warn(
      { topic, ...facts },
      "an acknowledged event is on one broker only; use three replicas and min.insync.replicas 2",
    );
}
