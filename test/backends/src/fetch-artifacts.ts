import { elasticsearchArtifact, kafkaArtifact } from "./artifacts.ts";
import { prepareArtifact } from "./prepare-artifact.ts";

/* Fetches what the local servers run on and prints the two folders, Kafka's first. */

const report = (line: string): boolean => process.stderr.write(`${line}\n`);
const folders = await Promise.all(
  [kafkaArtifact, elasticsearchArtifact].map((artifact) => prepareArtifact(artifact, report)),
);
process.stdout.write(`${folders.join("\n")}\n`);
