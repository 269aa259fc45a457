import {
  createRootRoute,
  createRoute,
  createRouter,
  retainSearchParams,
} from "@tanstack/react-router";
import { z } from "zod";

import { actorSearch } from "../features/actor/actor-search.ts";
import { actorsSearch } from "../features/actor/actors-search.ts";
import { caseSearch } from "../features/cases/case-search.ts";
import { casesSearch } from "../features/cases/cases-search.ts";
import { findingsSearch } from "../features/findings/findings-search.ts";
import { integritySearch } from "../features/integrity/integrity-search.ts";
import { investigateSearch } from "../features/investigate/investigate-search.ts";
import { overviewSearch } from "../features/overview/overview-search.ts";
import { policySearch } from "../features/policy/policy-search.ts";
import { reportsSearch } from "../features/reports/reports-search.ts";
import { resourceSearch } from "../features/resource/resource-search.ts";
import { sessionSearch } from "../features/session/session-search.ts";
import { sessionsSearch } from "../features/session/sessions-search.ts";
import { parseSearch, stringifySearch } from "../lib/search-codec.ts";
import { choiceField, textField } from "../lib/search-fields.ts";
import { ErrorPage } from "./error-page.tsx";
import { Frame } from "./frame.tsx";
import { lazyPage } from "./lazy-page.ts";
import { NotFoundPage } from "./not-found-page.tsx";
import { PendingPage } from "./pending-page.tsx";

/** What stays in the address from page to page: the zone of times, and the tenant. */
const rootSearch = z.object({ zone: choiceField(["local"]), tenant: textField(256) });

const root = createRootRoute({
  validateSearch: rootSearch,
  search: { middlewares: [retainSearchParams(["zone", "tenant"])] },
  component: Frame,
  notFoundComponent: NotFoundPage,
});

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: "/",
    validateSearch: overviewSearch,
    component: lazyPage(() => import("../features/overview/overview-page.tsx"), "OverviewPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/investigate",
    validateSearch: investigateSearch,
    component: lazyPage(
      () => import("../features/investigate/investigate-page.tsx"),
      "InvestigatePage",
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/e/$id",
    component: lazyPage(() => import("../features/event/event-link-page.tsx"), "EventLinkPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/sessions",
    validateSearch: sessionsSearch,
    component: lazyPage(() => import("../features/session/sessions-page.tsx"), "SessionsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/sessions/$id",
    validateSearch: sessionSearch,
    component: lazyPage(() => import("../features/session/session-page.tsx"), "SessionPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/resources",
    validateSearch: resourceSearch,
    component: lazyPage(() => import("../features/resource/resource-page.tsx"), "ResourcePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/actors",
    validateSearch: actorsSearch,
    component: lazyPage(() => import("../features/actor/actors-page.tsx"), "ActorsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/actors/$id",
    validateSearch: actorSearch,
    component: lazyPage(() => import("../features/actor/actor-page.tsx"), "ActorPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/policy",
    validateSearch: policySearch,
    component: lazyPage(() => import("../features/policy/policy-page.tsx"), "PolicyPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/findings",
    validateSearch: findingsSearch,
    component: lazyPage(() => import("../features/findings/findings-page.tsx"), "FindingsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/reports",
    validateSearch: reportsSearch,
    component: lazyPage(() => import("../features/reports/reports-page.tsx"), "ReportsPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/integrity",
    validateSearch: integritySearch,
    component: lazyPage(() => import("../features/integrity/integrity-page.tsx"), "IntegrityPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases",
    validateSearch: casesSearch,
    component: lazyPage(() => import("../features/cases/cases-page.tsx"), "CasesPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/cases/$id",
    validateSearch: caseSearch,
    component: lazyPage(() => import("../features/cases/case-page.tsx"), "CasePage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/views/$id",
    component: lazyPage(() => import("../features/views/view-page.tsx"), "ViewPage"),
  }),
  createRoute({
    getParentRoute: () => root,
    path: "/sign-in",
    validateSearch: z.object({ return: textField(4096), error: textField(64) }),
    component: lazyPage(() => import("./sign-in-page.tsx"), "SignInPage"),
  }),
] as const;

/**
 * The pages by their addresses. Search parameters are plain texts, since a query such as `123` or
 * `"a b"` must come back as it was written; each page says what it takes.
 */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: PendingPage,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
