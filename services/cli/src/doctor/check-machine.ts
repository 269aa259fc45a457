import { existsSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";

import { CONFIG_PREFIX, loadConfig } from "@toolmark/runtime/config";
import { describeError } from "@toolmark/runtime/errors";

import { CliConfig } from "../config.ts";
import { exitStatus } from "../exit-status.ts";
import { formatBytes } from "../output/format-values.ts";
import { fault, fine, warning } from "./finding.ts";
import type { Finding } from "./finding.ts";

/** Oldest Node whose SQLite the embedded store can use. */
const NODE = [24, 15] as const;
const LITTLE_BYTES = 1024 ** 3;
const LITTLE_SHARE = 0.05;

/** Whether this Node runs everything. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNewEnough = major > NODE[0] || (major === NODE[0] && minor >= NODE[1]);
  return isNewEnough
    ? fine("node", version)
    : fault(
        "node",
        `${version} is older than ${NODE.join(".")}`,
        "run toolmark through npx in the repository, which brings its own Node",
        exitStatus.usage,
      );
}

/** Whether every `TOOLMARK_` variable is a setting with a value that it can have. */
export function checkSettings(env: Readonly<Record<string, string | undefined>>): Finding[] {
  const names = Object.keys(env).filter((name) => name.startsWith(CONFIG_PREFIX));
  try {
    loadConfig(CliConfig, env);
    return [fine("settings", names.length === 0 ? "none set, defaults hold" : names.join(", "))];
  } catch (error) {
    const lines = error instanceof Error ? error.message.split("\n") : [String(error)];
    return [
      fault(
        "settings",
        lines.map((line) => line.replace(/^\s*✖ /, "").trim()).join("; "),
        "docs/configuration.md lists every setting; correct or unset it",
        exitStatus.usage,
      ),
    ];
  }
}

/** Whether only its owner can read a file with a token. */
export async function checkTokenFile(path: string): Promise<Finding[]> {
  if (!existsSync(path)) return [];
  const { mode } = await stat(path);
  return (mode & 0o077) === 0
    ? []
    : [warning("token file", `${path} can be read by others`, `chmod 600 ${path}`)];
}

/** Whether the disk of the data directory has room. */
export async function checkDisk(directory: string): Promise<Finding[]> {
  if (!existsSync(directory)) return [];
  try {
    const { bavail, blocks, bsize } = await statfs(directory);
    const free = bavail * bsize;
    const share = bavail / blocks;
    const text = `${formatBytes(free)} free (${Math.floor(share * 100)}%) for ${directory}`;
    return free < LITTLE_BYTES || share < LITTLE_SHARE
      ? [
          warning(
            "disk",
            text,
            "make room or shorten retention: a full disk stops what is recorded",
          ),
        ]
      : [fine("disk", text)];
  } catch (error) {
    return [
      warning("disk", `cannot be looked at: ${describeError(error)}`, "check the data directory"),
    ];
  }
}
