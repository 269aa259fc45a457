import { send } from "../lib/api.ts";
import { stringifySearch } from "../lib/search-codec.ts";

/**
 * Ends the visit and opens the sign-in anew, so that nothing that was read stays in the page.
 *
 * @throws QueryError when the service did not take the cookie back.
 */
export async function signOut(): Promise<void> {
  await send("/v1/sign-out");
  window.location.assign("/sign-in");
}

/** Opens this page anew in another tenant; answers of the one before do not stay in the page. */
export function openTenant(tenant: string, own: string): void {
  window.location.assign(`/${stringifySearch({ tenant: tenant === own ? undefined : tenant })}`);
}
