import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { elasticsearchArtifact } from "./artifacts.ts";
import type { BackendKind } from "./backend.ts";
import { pickFreePorts } from "./free-ports.ts";
import { probeElasticsearch } from "./probe-elasticsearch.ts";

const HEAP = "-Xms512m -Xmx512m";

/** One Elasticsearch node without security on 127.0.0.1. */
export const elasticsearchBackend: BackendKind = {
  name: "elasticsearch",
  addressVariable: "TOOLMARK_ELASTICSEARCH_URL",
  imageVariable: "TOOLMARK_ELASTICSEARCH_IMAGE",
  officialImage: `elasticsearch:${elasticsearchArtifact.version}`,
  artifact: elasticsearchArtifact,
  probe: probeElasticsearch,

  async planProcess({ java, files, folder }) {
    const { address, settings } = await chooseSettings();
    const home = join(folder, "home");
    const conf = join(folder, "config");
    const temporary = join(folder, "tmp");
    await mkdir(temporary);
    const yaml = Object.entries({
      ...settings,
      "path.data": join(folder, "data"),
      "path.logs": join(folder, "logs"),
    }).map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
    await writeFile(join(folder, "elasticsearch.yml"), yaml.join(""));
    const user = await unprivilegedUser();
    return {
      addresses: [address],
      commands: [
        // A copy, since another user may not be able to read the cache, and since the server writes
        // a keystore and logs beside its files.
        { argv: ["cp", "-R", files, home] },
        { argv: ["cp", "-R", join(files, "config"), conf] },
        { argv: ["mv", join(folder, "elasticsearch.yml"), conf] },
        ...(user === undefined
          ? []
          : [{ argv: ["chown", "-R", `${user.uid}:${user.gid}`, folder] }]),
        {
          argv: ["bash", join(home, "bin", "elasticsearch")],
          ...(user === undefined ? {} : { user }),
        },
      ],
      env: {
        PATH: process.env["PATH"] ?? "",
        LANG: "C.UTF-8",
        HOME: folder,
        ES_JAVA_HOME: java.home,
        ES_JAVA_OPTS: HEAP,
        ES_PATH_CONF: conf,
        ES_TMPDIR: temporary,
      },
    };
  },

  async planContainer() {
    const { address, settings } = await chooseSettings();
    return {
      addresses: [address],
      environment: { ES_JAVA_OPTS: HEAP },
      command: [
        "elasticsearch",
        ...Object.entries(settings).map(([name, value]) => `-E${name}=${value}`),
      ],
    };
  },
};

async function chooseSettings(): Promise<{ address: string; settings: Record<string, string> }> {
  const [port = 0, transportPort = 0] = await pickFreePorts(2);
  return {
    address: `http://127.0.0.1:${port}`,
    settings: {
      "cluster.name": "toolmark-test",
      "network.host": "127.0.0.1",
      "http.port": String(port),
      "transport.port": String(transportPort),
      "discovery.type": "single-node",
      "xpack.security.enabled": "false",
      // A developer's disk is often nearly full, which would turn every index read-only.
      "cluster.routing.allocation.disk.threshold_enabled": "false",
    },
  };
}

/** Elasticsearch refuses to run as root: `nobody` where this process is root. */
async function unprivilegedUser(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return { uid: await readIdOfNobody("-u"), gid: await readIdOfNobody("-g") };
}

async function readIdOfNobody(option: "-u" | "-g"): Promise<number> {
  return Number((await promisify(execFile)("id", [option, "nobody"])).stdout);
}
