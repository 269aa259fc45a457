import type { BackendKind, Origin, Report, StartedBackend, WayNotOpen } from "./backend.ts";
import { describeFailure } from "./describe-failure.ts";
import { elasticsearchBackend } from "./elasticsearch-backend.ts";
import { kafkaBackend } from "./kafka-backend.ts";
import { startContainer } from "./start-container.ts";
import { startLocal } from "./start-local.ts";

/** A real Kafka and a real Elasticsearch. Disposing stops those that were started here. */
export interface Backends extends AsyncDisposable {
  /** Addresses as `host:port`. */
  readonly kafkaBrokers: readonly string[];
  readonly elasticsearchUrl: string;
  readonly origin: { readonly kafka: Origin; readonly elasticsearch: Origin };
}

/** The ways to a backend, in the order in which they are tried. */
const ways = {
  environment: useAddressVariable,
  docker: startContainer,
  local: startLocal,
} as const satisfies Record<
  Origin,
  (kind: BackendKind, report: Report) => Promise<StartedBackend | WayNotOpen>
>;

/**
 * Finds or starts a real Kafka and a real Elasticsearch, both at once, each in the first of these
 * ways that is open: the addresses in `TOOLMARK_KAFKA_BROKERS` and `TOOLMARK_ELASTICSEARCH_URL`; a
 * Docker engine; a JVM of this machine. `TOOLMARK_BACKENDS` names the only way to try. Rejects with
 * the reasons of every way when none leads to a server that answers; what was started is then
 * stopped. Whatever is started ends with this process, however that ends.
 */
export async function startBackends(options: { report?: Report } = {}): Promise<Backends> {
  const only = chosenWay();
  const start = (kind: BackendKind): Promise<StartedBackend> =>
    startBackend(kind, only, (line) => options.report?.(`${kind.name}: ${line}`));
  const results = await Promise.allSettled([start(kafkaBackend), start(elasticsearchBackend)]);
  const [kafka, elasticsearch] = results;
  if (kafka.status === "fulfilled" && elasticsearch.status === "fulfilled") {
    return asBackends(kafka.value, elasticsearch.value);
  }
  const failures: unknown[] = [];
  for (const result of results) {
    if (result.status === "rejected") failures.push(result.reason);
    else await result.value[Symbol.asyncDispose]();
  }
  throw new Error(failures.map(describeFailure).join("\n"));
}

function asBackends(kafka: StartedBackend, elasticsearch: StartedBackend): Backends {
  return {
    kafkaBrokers: kafka.addresses,
    elasticsearchUrl: elasticsearch.addresses[0] ?? "",
    origin: { kafka: kafka.origin, elasticsearch: elasticsearch.origin },
    async [Symbol.asyncDispose]() {
      await Promise.all([kafka[Symbol.asyncDispose](), elasticsearch[Symbol.asyncDispose]()]);
    },
  };
}

function chosenWay(): Origin | undefined {
  const value = process.env["TOOLMARK_BACKENDS"] ?? "";
  if (value === "") return undefined;
  if (value === "environment" || value === "docker" || value === "local") return value;
  throw new Error(`TOOLMARK_BACKENDS is "${value}", not one of ${Object.keys(ways).join(", ")}`);
}

async function startBackend(
  kind: BackendKind,
  only: Origin | undefined,
  report: Report,
): Promise<StartedBackend> {
  const startedAt = performance.now();
  const reasons: string[] = [];
  for (const [way, start] of Object.entries(ways)) {
    if (only !== undefined && only !== way) continue;
    const result = await start(kind, report).catch((error: unknown) => {
      throw new Error(kind.name, { cause: error });
    });
    if ("addresses" in result) {
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      report(`up in ${seconds} s at ${result.addresses.join(", ")} (${way})`);
      return result;
    }
    reasons.push(`${way}: ${result.notOpen}`);
  }
  throw new Error(`${kind.name}: no way to a server is open: ${reasons.join("; ")}`);
}

/** An address that is given but does not work fails the run: it was meant to be used. */
async function useAddressVariable(kind: BackendKind): Promise<StartedBackend | WayNotOpen> {
  const addresses = (process.env[kind.addressVariable] ?? "").split(",").map((part) => part.trim());
  const given = addresses.filter((address) => address !== "");
  if (given.length === 0) return { notOpen: `${kind.addressVariable} is not set` };
  try {
    await kind.probe(given);
  } catch (error) {
    throw new Error(`${kind.addressVariable} is set but does not work`, { cause: error });
  }
  return {
    origin: "environment",
    addresses: given,
    async [Symbol.asyncDispose]() {},
  };
}
