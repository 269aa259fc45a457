import { canonicalJson, sha256 } from "./canonical-json.ts";
import type { Emitter, OpenOperation } from "./emitter.ts";
import { objectOf, stringOf } from "./json-object.ts";
import type { JsonObject } from "./json-object.ts";

/** How the calls of one action find each other over rounds of input (MCP 2026-07-28, SEP-2322). */
export interface RoundKey {
  /** By what a call that goes on is known; undefined for a first call. */
  incoming: string | undefined;
  /** By what the next call will be known, when this one asks for input. */
  outgoing(result: JsonObject): string | undefined;
}

/**
 * The keys of a call. The server's opaque `requestState` comes back with the next round; servers that
 * give none are matched by method, name, arguments, client and the names of what was asked.
 */
export function roundKeys(params: JsonObject, who: readonly (string | undefined)[]): RoundKey {
  const { name, uri, arguments: args } = params;
  const withoutState = (asked: JsonObject) => {
    const parts = [name, uri, args, who, Object.keys(asked).toSorted()];
    return `asked ${sha256(canonicalJson(parts))}`;
  };
  const state = stringOf(params["requestState"]);
  const answers = objectOf(params["inputResponses"]);
  return {
    incoming:
      state === undefined
        ? answers === undefined
          ? undefined
          : guarded(() => withoutState(answers))
        : stateKey(state),
    outgoing(result) {
      const next = stringOf(result["requestState"]);
      if (next !== undefined) return stateKey(next);
      return guarded(() => withoutState(objectOf(result["inputRequests"]) ?? {}));
    },
  };
}

/** The operation that a call goes on with. */
export function findOperation(emitter: Emitter, keys: RoundKey): OpenOperation | undefined {
  return keys.incoming === undefined ? undefined : emitter.operations.get(keys.incoming);
}

function stateKey(state: string): string {
  return `state ${sha256(state)}`;
}

function guarded(key: () => string): string | undefined {
  try {
    return key();
  } catch {
    return undefined;
  }
}
