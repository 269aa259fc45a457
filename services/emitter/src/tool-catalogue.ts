import type { AuditEvent } from "@toolmark/schemas/event";

import { createBoundedMap } from "./bounded-map.ts";
import { canonicalJson, sha256 } from "./canonical-json.ts";
import { arrayOf, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

/** What is known of a tool, as events carry it, without its name. */
export type ToolFacts = Omit<NonNullable<AuditEvent["tool"]>, "name">;

/** A tool whose descriptor is another than before. */
export interface ToolChange {
  name: string;
  facts: ToolFacts;
  previousSha256: string;
}

/** What a `tools/list` result brought. */
export interface Listing {
  changes: ToolChange[];
  /** The whole catalogue, when its last page was seen and it is another than before. */
  catalogue?: NonNullable<AuditEvent["catalogue"]>;
}

/** The tools of one emitter, as clients were told of them. */
export interface ToolCatalogue {
  /** Takes in one page of a `tools/list` result; `cursor` is what was asked for. */
  listed(result: JsonObject, cursor: string | undefined): Listing;
  get(name: string): ToolFacts | undefined;
}

const MAX_TOOLS = 10_000;
const MAX_OPEN_PAGES = 100;
const MAX_LISTED = 1000;

/** Creates an empty catalogue. */
export function createToolCatalogue(): ToolCatalogue {
  const tools = createBoundedMap<string, ToolFacts>(MAX_TOOLS);
  const pages = createBoundedMap<string, readonly (readonly [string, string])[]>(MAX_OPEN_PAGES);
  let current: string | undefined;

  function take(tool: JsonObject, name: string): ToolChange | undefined {
    const known = tools.get(name);
    const descriptor = digestsOf(tool);
    const previous = known?.descriptor;
    const isChanged = previous !== undefined && previous.sha256 !== descriptor.sha256;
    const facts: ToolFacts = {
      ...titleOf(tool),
      annotations: annotationsOf(tool["annotations"]),
      descriptor:
        isChanged || previous?.changed === true ? { ...descriptor, changed: true } : descriptor,
    };
    tools.set(name, facts);
    return isChanged ? { name, facts, previousSha256: previous.sha256 } : undefined;
  }

  return {
    get: (name) => tools.get(name),
    listed(result, cursor) {
      const changes: ToolChange[] = [];
      const digests: (readonly [string, string])[] = [];
      for (const entry of arrayOf(result["tools"])) {
        const tool = objectOf(entry);
        const name = stringOf(tool?.["name"]);
        if (tool === undefined || name === undefined) continue;
        const change = take(tool, name);
        if (change !== undefined) changes.push(change);
        digests.push([name, tools.get(name)?.descriptor?.sha256 ?? ""]);
      }
      const before = cursor === undefined ? [] : pages.get(cursor);
      const next = stringOf(result["nextCursor"]);
      if (before === undefined) return { changes };
      const all = [...before, ...digests];
      if (next !== undefined) {
        if (all.length <= MAX_TOOLS) pages.set(next, all);
        return { changes };
      }
      const sha = sha256(canonicalJson(all.toSorted(([a], [b]) => (a < b ? -1 : 1))));
      if (sha === current) return { changes };
      current = sha;
      const listed = all.slice(0, MAX_LISTED).map(([name, digest]) => ({
        name: name.slice(0, 1024),
        sha256: digest,
      }));
      return { changes, catalogue: { sha256: sha, count: all.length, tools: listed } };
    },
  };
}

/**
 * Title and annotations out of the registry of an SDK's server, for servers whose client never lists
 * tools. The registry is private, so every step is guarded; its schemas are not the wire's, so there
 * is no descriptor.
 */
export function registeredTool(server: object, name: string): ToolFacts | undefined {
  const registry = objectOf((server as JsonObject)["_registeredTools"]);
  if (registry === undefined || !Object.hasOwn(registry, name)) return undefined;
  const tool = objectOf(registry[name]);
  if (tool === undefined) return undefined;
  return { ...titleOf(tool), annotations: annotationsOf(tool["annotations"]) };
}

// Icons are kilobytes of pictures and _meta is not shown to models: neither is part of the digest.
function digestsOf(tool: JsonObject): NonNullable<ToolFacts["descriptor"]> {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return {
    sha256: sha256(
      canonicalJson({ name, title, description, inputSchema, outputSchema, annotations }),
    ),
    ...(typeof description === "string" ? { description_sha256: sha256(description) } : {}),
    ...(inputSchema === undefined
      ? {}
      : { input_schema_sha256: sha256(canonicalJson(inputSchema)) }),
  };
}

function titleOf(tool: JsonObject): { title?: string } {
  const title = stringOf(tool["title"]) ?? stringOf(objectOf(tool["annotations"])?.["title"]);
  return title === undefined ? {} : { title: title.slice(0, 1024) };
}

/** What was declared; MCP's defaults are not merged in, for absent is not the same as safe. */
function annotationsOf(declared: unknown): NonNullable<ToolFacts["annotations"]> {
  const hints = objectOf(declared);
  const hint = (name: string) => {
    const value = hints?.[name];
    return typeof value === "boolean" ? value : null;
  };
  return {
    read_only: hint("readOnlyHint"),
    destructive: hint("destructiveHint"),
    idempotent: hint("idempotentHint"),
    open_world: hint("openWorldHint"),
  };
}
