import type { CallAnswer, ToolClient } from "./connect.ts";

/** Calls tools as the incident wants them and counts them. */
export interface Caller {
  /** A call that has to succeed; gives its text. */
  ok(tool: string, args: Record<string, unknown>): Promise<string>;
  /** A call that has to be turned down with a text like this. */
  turnedDown(tool: string, args: Record<string, unknown>, text: RegExp): Promise<void>;
}

/**
 * Wraps a client so that a call which goes differently than the incident needs stops the play, with
 * the server's words.
 */
export function expectCalls(who: string, client: ToolClient, counted: () => void): Caller {
  const call = async (tool: string, args: Record<string, unknown>): Promise<CallAnswer> => {
    counted();
    return client.call(tool, args);
  };
  return {
    async ok(tool, args) {
      const { isError, text } = await call(tool, args);
      if (isError) throw new Error(`${who} could not call ${tool}: ${text}`);
      return text;
    },
    async turnedDown(tool, args, wanted) {
      const { isError, text } = await call(tool, args);
      if (!isError || !wanted.test(text))
        throw new Error(`${who} should have been turned down by ${tool} but got: ${text}`);
    },
  };
}
