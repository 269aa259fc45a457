import type { Logger } from "@toolmark/runtime/logger";
import type { Authenticator } from "@toolmark/runtime/tokens";

import type { Limiter } from "../access/query-limits.ts";
import type { CursorSeal } from "../cursor-seal.ts";
import type { QueryApp, RouteContext } from "../read-route.ts";
import { addDemoRoute } from "./demo-route.ts";
import type { LoadDemo } from "./demo-route.ts";
import type { AboutService } from "./describe-me.ts";
import { addOidcRoutes } from "./oidc-routes.ts";
import type { SessionCookies } from "./session-cookie.ts";
import { addSignInRoutes } from "./sign-in-routes.ts";
import type { OidcSignInOptions } from "./sign-in-settings.ts";

/** What browsers get beside the API. */
export interface WebOptions {
  /** Directory of the built dashboards; absent, no pages are served. */
  directory?: string | undefined;
  /** Absent: browsers sign in with tokens alone. */
  oidc?: OidcSignInOptions | undefined;
  /** Loads the demo's story; absent, there is none. */
  loadDemo?: LoadDemo | undefined;
}

/** Adds what browsers need beside the API's questions: signing in and out, who they are, the demo. */
export function addWebRoutes(
  app: QueryApp,
  context: Pick<RouteContext, "admit"> &
    WebOptions & {
      authenticate: Authenticator;
      logger: Logger;
      limiter: Limiter | undefined;
      sessions: SessionCookies;
      /** Seals what a browser carries while it signs in. */
      seal: CursorSeal;
      service: Omit<AboutService, "demo">;
    },
): void {
  const { oidc, loadDemo, service } = context;
  addSignInRoutes(app, {
    ...context,
    service: { ...service, demo: loadDemo !== undefined },
    oidc: oidc !== undefined,
  });
  if (oidc !== undefined) addOidcRoutes(app, { ...context, ...oidc });
  addDemoRoute(app, context, loadDemo);
}
