import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import { getMimeType } from "hono/utils/mime";

import { encodeFile } from "./encode-file.ts";
import type { EncodedFile } from "./encode-file.ts";

/** The built files of the dashboards. */
export interface PageFiles {
  /** The file at a path of the address, such as `/assets/main.js`; undefined where there is none. */
  find(path: string): Promise<EncodedFile | undefined>;
  /** The page that all page addresses share; undefined while the pages are not built. */
  page(): Promise<EncodedFile | undefined>;
}

const PAGE = "/index.html";
/** How often is looked whether the files were built anew. */
const CHECK_INTERVAL_MS = 1000;

interface Build {
  version: string;
  /** Where the file of each path is. Only what is listed here can be read. */
  places: ReadonlyMap<string, string>;
  encoded: Map<string, Promise<EncodedFile | undefined>>;
}

/**
 * Creates what finds the files of a directory. Each is read and compressed once, when it is first
 * asked for, and kept in memory; when the page was built anew all are forgotten. A path is looked up
 * among the files that the directory lists, so none leads out of it; links and hidden files are not
 * among them.
 */
export function createPageFiles(directory: string): PageFiles {
  let build: Promise<Build | undefined> | undefined;
  let current: Build | undefined;
  let checkedAt = Number.NEGATIVE_INFINITY;

  async function look(): Promise<Build | undefined> {
    const version = await versionOf(join(directory, PAGE));
    if (version === undefined) current = undefined;
    else if (version !== current?.version)
      current = { version, places: await listPlaces(directory), encoded: new Map() };
    return current;
  }

  async function builtNow(): Promise<Build | undefined> {
    if (build === undefined || performance.now() - checkedAt >= CHECK_INTERVAL_MS) {
      checkedAt = performance.now();
      build = look();
    }
    return await build;
  }

  async function find(path: string): Promise<EncodedFile | undefined> {
    const built = await builtNow();
    const place = built?.places.get(path);
    if (built === undefined || place === undefined) return undefined;
    const known = built.encoded.get(path);
    if (known !== undefined) return await known;
    const encoded = readAndEncode(place);
    built.encoded.set(path, encoded);
    const file = await encoded;
    if (file === undefined) built.encoded.delete(path);
    return file;
  }

  return { find, page: async () => await find(PAGE) };
}

async function readAndEncode(place: string): Promise<EncodedFile | undefined> {
  try {
    const content = new Uint8Array(await readFile(place));
    return await encodeFile(content, getMimeType(place) ?? "application/octet-stream");
  } catch {
    // A build that runs now takes files away; the next request finds the new ones.
    return undefined;
  }
}

async function listPlaces(directory: string): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const place = join(entry.parentPath, entry.name);
    const path = `/${place.slice(join(directory, sep).length).split(sep).join("/")}`;
    if (entry.isFile() && !path.includes("/.")) places.set(path, place);
  }
  return places;
}

async function versionOf(file: string): Promise<string | undefined> {
  try {
    const { mtimeMs, size, ino } = await stat(file);
    return [mtimeMs, size, ino].join(" ");
  } catch {
    return undefined;
  }
}
