import type { EventView } from "@toolmark/query-api/event-view";

import type { Step } from "./session-steps.ts";

/** A tool as a session saw it. */
export interface SessionTool {
  key: string;
  server?: string;
  tool: string;
  calls: number;
  effect?: "read" | "write" | "destructive";
  annotations?: NonNullable<EventView["tool"]>["annotations"];
  /** Digests of its descriptor in the order in which calls carried them. */
  digests: readonly string[];
  /** The event that said that it changed, or the first with another digest. */
  changedBy?: string;
  /** Calls that carry no descriptor. */
  undescribed: number;
}

/** The tools that a session called or was told of a change of, most calls first. Pure. */
export function sessionTools(steps: readonly Step[]): SessionTool[] {
  const tools = new Map<string, SessionTool>();
  for (const { event, kind, effect, id } of steps) {
    const { tool, server } = event;
    if (tool === undefined || (kind !== "call" && event.event.type !== "tool.changed")) continue;
    const key = JSON.stringify([server?.name, tool.name]);
    const known = tools.get(key) ?? {
      key,
      tool: tool.name,
      ...(server && { server: server.name }),
      calls: 0,
      digests: [],
      undescribed: 0,
    };
    const digest = tool.descriptor?.sha256;
    const isOther =
      digest !== undefined && known.digests.length > 0 && !known.digests.includes(digest);
    const isChange = isOther || tool.descriptor?.changed === true;
    tools.set(key, {
      ...known,
      calls: known.calls + (kind === "call" ? 1 : 0),
      undescribed: known.undescribed + (kind === "call" && digest === undefined ? 1 : 0),
      ...(effect !== undefined && { effect }),
      ...(tool.annotations && { annotations: tool.annotations }),
      digests:
        digest === undefined || known.digests.includes(digest)
          ? known.digests
          : [...known.digests, digest],
      ...(isChange && known.changedBy === undefined && { changedBy: id }),
    });
  }
  return [...tools.values()].toSorted(
    (left, right) => right.calls - left.calls || (left.tool < right.tool ? -1 : 1),
  );
}

/** In a word, whether the tools of a session stayed what they were; undefined where nothing tells. */
export function catalogueWord(tools: readonly SessionTool[]): string | undefined {
  const changed = tools.filter(({ changedBy }) => changedBy !== undefined).length;
  if (changed > 0) return `${changed} changed`;
  return tools.some(({ digests }) => digests.length > 0) ? "unchanged" : undefined;
}
