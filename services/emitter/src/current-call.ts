import { AsyncLocalStorage } from "node:async_hooks";

import type { Call } from "./call.ts";

/** Carries the call into its handler, across everything that is awaited there. */
export const currentCall = new AsyncLocalStorage<Call | undefined>();
