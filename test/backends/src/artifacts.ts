/** A server as Maven's central repository has it: what to fetch, and the digest that it must have. */
export interface Artifact {
  readonly title: string;
  readonly version: string;
  /** The name of its folder in the cache. */
  readonly folder: string;
  /** About how much is fetched, for the progress line. */
  readonly megabytes: number;
  /** `digestFolder` of the folder, pinned: files that differ are never started. */
  readonly digest: string;
  /** Maven plugin goal and options that fill `output`. */
  fetchArguments(output: string): readonly string[];
  /** The project file that the goal runs on, when it needs dependencies resolved. */
  readonly pom?: string;
}

/** Pinned, so that the same files are fetched whatever Maven is installed. */
const DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1";

const KAFKA_VERSION = "4.4.0";
/** Without a binding of SLF4J to log4j the broker prints nothing at all. */
const LOG4J_BINDING_VERSION = "2.25.5";

/** The broker with all that it depends on, as jars. */
export const kafkaArtifact: Artifact = {
  title: "Kafka",
  version: KAFKA_VERSION,
  folder: `kafka-${KAFKA_VERSION}`,
  megabytes: 48,
  digest: "c423d7c9174fd80af764c39b4dc93f78a4dc8ae85c1c7884eeda61d4c254c9eb",
  fetchArguments: (output) => [
    `${DEPENDENCY_PLUGIN}:copy-dependencies`,
    `-DoutputDirectory=${output}`,
    "-DincludeScope=runtime",
  ],
  pom: `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>toolmark</groupId>
  <artifactId>kafka</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>${LOG4J_BINDING_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`,
};

const ELASTICSEARCH_VERSION = "8.19.21";

/**
 * The distribution that Elastic publishes for integration tests: the real server with HTTP and
 * security, without the other modules and without a JDK.
 */
export const elasticsearchArtifact: Artifact = {
  title: "Elasticsearch",
  version: ELASTICSEARCH_VERSION,
  folder: `elasticsearch-${ELASTICSEARCH_VERSION}`,
  megabytes: 120,
  digest: "5e54fdfbe0891a1a115e36b032e61bce46f8dc23496e7013328752e565f0b519",
  fetchArguments: (output) => [
    `${DEPENDENCY_PLUGIN}:unpack`,
    `-Dartifact=org.elasticsearch.distribution.integ-test-zip:elasticsearch:${ELASTICSEARCH_VERSION}:zip`,
    `-DoutputDirectory=${output}`,
  ],
};
