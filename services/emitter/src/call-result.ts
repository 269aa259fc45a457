import type { AuditEvent } from "@toolmark/schemas/event";

import { canonicalJson, sha256 } from "./canonical-json.ts";
import type { Cleaner } from "./cleaner.ts";
import { arrayOf, compact, objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

const MAX_CONTENT_TYPES = 64;

/** What is stored of a result: a cleaned copy of what the agent got to see, and its measures. */
export function resultOf(result: JsonObject, tool: string, cleaner: Cleaner): AuditEvent["result"] {
  const { content, structuredContent, contents, messages, description } = result;
  const seen = compact({ content, structuredContent, contents, messages, description }) ?? {};
  const { value, redactedPaths, truncated, bytes } = cleaner.json(seen, undefined, tool, "result");
  const parts = [content, contents, messages].find(Array.isArray) ?? [];
  const types = typesOf(parts);
  return {
    value,
    ...(types.length === 0 ? {} : { content_types: types }),
    item_count: itemCount(structuredContent, parts),
    ...(redactedPaths.length === 0 ? {} : { redacted_paths: redactedPaths }),
    ...(truncated ? { truncated: true } : {}),
    // A digest of what held a secret would let others guess at it.
    ...(truncated && redactedPaths.length === 0 ? digestOf(seen) : {}),
    bytes,
  };
}

/** SHA-256 of the whole value's canonical JSON; none for what has no canonical form. */
export function digestOf(value: unknown): { sha256?: string } {
  try {
    return { sha256: sha256(canonicalJson(value)) };
  } catch {
    return {};
  }
}

function typesOf(parts: readonly unknown[]): string[] {
  const types = new Set<string>();
  for (const part of parts) {
    const object = objectOf(part);
    const inner = objectOf(object?.["content"]);
    const type = stringOf(object?.["type"] ?? inner?.["type"] ?? object?.["mimeType"]);
    if (type !== undefined && types.size < MAX_CONTENT_TYPES) types.add(type.slice(0, 1024));
  }
  return [...types];
}

/** Items of the one list that a structured result has, else the parts of its content. */
function itemCount(structured: unknown, parts: readonly unknown[]): number {
  if (Array.isArray(structured)) return structured.length;
  const lists = Object.values(objectOf(structured) ?? {}).filter(Array.isArray);
  const [only] = lists;
  return lists.length === 1 ? arrayOf(only).length : parts.length;
}
