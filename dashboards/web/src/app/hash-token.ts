import { QueryError } from "@toolmark/query-api/client";

import { send } from "../lib/api.ts";

/**
 * Signs in with the token of an address that ends in `#token=`, once. The token leaves the address, and
 * with it the history, before anything else happens.
 *
 * @returns whether there was one and it is known.
 */
export async function signInFromAddress(): Promise<boolean> {
  const token = new URLSearchParams(window.location.hash.slice(1)).get("token");
  if (token === null) return false;
  const { pathname, search } = window.location;
  window.history.replaceState(null, "", `${pathname}${search}`);
  try {
    await send("/v1/sign-in", { token });
    return true;
  } catch (error) {
    // The sign-in page that follows says how to go on.
    if (error instanceof QueryError) return false;
    throw error;
  }
}
