import { existsSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { ExportManifest } from "@toolmark/exports/manifest";
import type { ExportAnswer } from "@toolmark/query-api/exports/answers";

import type { Api } from "../api/create-api.ts";
import type { CommandContext } from "../command.ts";
import { CommandFailure, exitStatus, usageFailure } from "../exit-status.ts";
import type { ExitStatus } from "../exit-status.ts";
import { formatBytes, formatCount } from "../output/format-values.ts";
import { startProgress } from "../output/progress.ts";
import { safeText, visibleText } from "../output/visible-text.ts";
import { downloadFile } from "./download-file.ts";

/** Where an export goes. */
export interface FetchOptions {
  /** Name of the file; default the server's, in the current directory. */
  output?: string;
  /** Replace a file of this name. */
  force: boolean;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Waits for an export, downloads it with its manifest, and checks it against it. Resolves with
 * `incomplete` when the export is partial.
 *
 * @throws CommandFailure when it failed, was removed, or is not the file of its manifest.
 */
export async function fetchExport(
  context: CommandContext,
  api: Api,
  id: string,
  options: FetchOptions,
): Promise<ExitStatus> {
  const { messages } = context.terminal;
  let ended: ExportAnswer;
  try {
    using progress = startProgress(messages, "exporting");
    ended = await untilEnded(api, id, context.signal, ({ progress: { rows, total } }) =>
      progress.update(rows, total),
    );
  } catch (error) {
    await context.note(`toolmark export --id ${id} goes on with this export`);
    throw error;
  }
  if (ended.state !== "complete" && ended.state !== "partial")
    throw new CommandFailure(
      ended.state === "failed" ? exitStatus.server : exitStatus.nothing,
      `the export is ${ended.state}${ended.reason === undefined ? "" : `: ${ended.reason}`}`,
    );
  const manifest = await api.get<ExportManifest>(`/v1/exports/${encodeURIComponent(id)}/manifest`);
  const target = targetOf(manifest, options.output);
  if (existsSync(target) && !options.force)
    throw usageFailure(`${target} is there already`, [
      `toolmark export --id ${id} --output OTHER puts it elsewhere; --force replaces it`,
    ]);
  using progress = startProgress(messages, "downloading");
  await downloadFile(api, `/v1/exports/${encodeURIComponent(id)}/data`, {
    target,
    expected: manifest.data,
    signal: context.signal,
    onProgress: (done, total) => progress.update(done, total),
    onRetry: async (reason) => {
      progress.clear();
      await context.note(`the download broke off (${reason}); going on`);
    },
  });
  progress.clear();
  const beside = `${target}.manifest.json`;
  await writeFile(`${beside}.part`, `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
  await rename(`${beside}.part`, beside);
  await tell(context, { id, manifest, target, beside });
  return manifest.state === "complete" ? exitStatus.ok : exitStatus.incomplete;
}

/**
 * Checks before anything is asked for that the file can have its name.
 *
 * @throws CommandFailure when it is there already.
 */
export function checkOutput({ output, force }: FetchOptions): void {
  if (output === undefined || output.endsWith("/") || force || !existsSync(output)) return;
  throw usageFailure(`${output} is there already`, ["--force replaces it"]);
}

async function untilEnded(
  api: Api,
  id: string,
  signal: AbortSignal,
  onProgress: (answer: ExportAnswer) => void,
): Promise<ExportAnswer> {
  for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 1.5)) {
    const answer = await api.get<ExportAnswer>(`/v1/exports/${encodeURIComponent(id)}`);
    if (answer.state !== "queued" && answer.state !== "running") return answer;
    onProgress(answer);
    await pause(wait, undefined, { signal });
  }
}

// A name from a server never leads out of the directory that was asked for.
function targetOf(manifest: ExportManifest, output: string | undefined): string {
  const name = basename(manifest.data.file).replaceAll(/[^\w.-]/g, "_");
  if (output === undefined) return name;
  return output.endsWith("/") ? join(output, name) : join(dirname(output), basename(output));
}

async function tell(
  context: CommandContext,
  done: { id: string; manifest: ExportManifest; target: string; beside: string },
): Promise<void> {
  const { id, manifest, target, beside } = done;
  const { count, total, state, reason, data, completeness } = manifest;
  if (context.json)
    await context.printJson({
      id,
      state,
      ...(reason !== undefined && { reason }),
      file: target,
      manifest: beside,
      count,
      total,
      bytes: data.bytes,
      sha256: data.sha256,
      verified: true,
    });
  else
    await context.print([
      `${visibleText(target)}  ${formatCount(count, "event")}, ${formatBytes(data.bytes)}, SHA-256 as in the manifest`,
      visibleText(beside),
    ]);
  if (state === "partial")
    await context.note(
      `the export is partial, ${count} of ${formatCount(total, "event")}: ${safeText(reason ?? "the manifest says no more")}`,
    );
  const gaps = completeness.gaps.length + completeness.more_gaps;
  if (gaps > 0)
    await context.note(`the manifest names ${formatCount(gaps, "known gap")} in what was recorded`);
}
