import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { pipeline } from "node:stream/promises";

/**
 * SHA-256, in hex, over the path and the SHA-256 of every file below `folder`, in the order of
 * their paths. Empty folders, times and modes do not count.
 */
export async function digestFolder(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .toSorted();
  const total = createHash("sha256");
  for (const file of files) {
    const hash = createHash("sha256");
    await pipeline(createReadStream(join(folder, file), { highWaterMark: 1 << 20 }), hash);
    total.update(`${file}\0${hash.digest("hex")}\n`);
  }
  return total.digest("hex");
}
