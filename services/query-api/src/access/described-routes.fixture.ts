import { permits } from "@toolmark/runtime/permissions";
import type { Permission, Role } from "@toolmark/runtime/permissions";

import type { OpenedWorlds } from "./open-worlds.fixture.ts";
import { worlds } from "./worlds.fixture.ts";
import type { World } from "./worlds.fixture.ts";

/** A route as `/openapi.json` describes it. */
export interface DescribedRoute {
  /** Method and path. */
  key: string;
  method: string;
  path: string;
  parameters: ReadonlySet<string>;
  /** Whether an address cannot be made from the path alone. */
  needsExample: boolean;
  /** Whether it can be asked without a token. */
  isOpen: boolean;
}

/** How a route is asked for something of a world. */
interface RouteExample {
  /** Address of something that exists in the world; default the path. */
  of?: (world: World) => string;
  /** What its callers need; default `search` for GET. */
  permission?: Permission;
  /** Status that a reader of everything gets where it is not 200. */
  status?: number;
  /** Status that a reader of some servers gets where it is another. */
  scopedStatus?: number;
  /** Whether it goes on until its reader leaves: its begin and its end are recorded. */
  isStream?: boolean;
  /** Whether it is recorded as a fact of its own, which has no status, instead of as a read. */
  isFact?: boolean;
  /** Whether it tells of its caller alone: open to every role, takes no tenant, is not recorded. */
  isAboutCaller?: boolean;
  /** A body that is taken; default an empty one. */
  body?: (world: World) => unknown;
}

/**
 * What cannot be known from a route's description, by method and path. A route that is missing here
 * and needs to be fails the tests by name.
 */
const examples: Readonly<Record<string, RouteExample>> = {
  "GET /v1/events/{id}": { of: ({ eventId }) => `/v1/events/${eventId}` },
  "GET /v1/calls/{id}": { of: ({ callId }) => `/v1/calls/${callId}` },
  "GET /v1/operations/{id}": { of: ({ operationId }) => `/v1/operations/${operationId}` },
  "GET /v1/operations/{id}/tree": {
    of: ({ operationId }) => `/v1/operations/${operationId}/tree`,
  },
  "GET /v1/sessions/{id}": { of: ({ sessionId }) => `/v1/sessions/${sessionId}` },
  "GET /v1/sessions/{id}/tree": { of: ({ sessionId }) => `/v1/sessions/${sessionId}/tree` },
  "GET /v1/resources": { of: ({ resource }) => `/v1/resources?uri=${resource}&reads=true` },
  "GET /v1/resources/state": { of: ({ resource }) => `/v1/resources/state?uri=${resource}` },
  "GET /v1/actors/{id}": { of: ({ name }) => `/v1/actors/${name}@example.com` },
  "GET /v1/clients/{id}": { of: ({ name }) => `/v1/clients/client-${name}` },
  "GET /v1/credentials/{id}": { of: ({ name }) => `/v1/credentials/key-${name}` },
  "GET /v1/servers/{id}": { of: ({ server }) => `/v1/servers/${server}` },
  "GET /v1/catalogue": { of: ({ name }) => `/v1/catalogue?tool=${name}.write` },
  "GET /v1/blast-radius": { of: ({ name }) => `/v1/blast-radius?client=client-${name}` },
  "GET /v1/compare": {
    of: ({ name }) => `/v1/compare?q=tool:${name}.write&baseline_q=actor:alice*`,
  },
  "GET /v1/sequences": {
    of: ({ name }) => `/v1/sequences?first=tool:${name}.*&then=tool:*`,
  },
  // Without a range it is about the day before now, which moves on.
  "GET /v1/overview": {
    of: () => "/v1/overview?from=2026-05-06T00:00:00Z&to=2026-05-07T00:00:00Z",
  },
  "GET /v1/me": { isAboutCaller: true },
  "POST /v1/demo": { permission: "configure" },
  "GET /v1/tail": { isStream: true },
  "GET /v1/cases": { permission: "cases" },
  "POST /v1/cases": { permission: "cases" },
  "POST /v1/cases/import": { permission: "cases" },
  "GET /v1/cases/{id}": { of: ({ caseId }) => `/v1/cases/${caseId}`, permission: "cases" },
  "GET /v1/cases/{id}/export": {
    of: ({ caseId }) => `/v1/cases/${caseId}/export`,
    permission: "cases",
    isFact: true,
  },
  "POST /v1/cases/{id}/pins": {
    of: ({ caseId }) => `/v1/cases/${caseId}/pins`,
    permission: "cases",
    body: ({ eventId }) => ({ event_ids: [eventId] }),
  },
  "DELETE /v1/cases/{id}/pins/{eventId}": {
    of: ({ caseId, eventId }) => `/v1/cases/${caseId}/pins/${eventId}`,
    permission: "cases",
  },
  "POST /v1/cases/{id}/notes": {
    of: ({ caseId }) => `/v1/cases/${caseId}/notes`,
    permission: "cases",
    body: () => ({ text: "test" }),
  },
  "POST /v1/cases/{id}/close": {
    of: ({ caseId }) => `/v1/cases/${caseId}/close`,
    permission: "cases",
    body: () => ({ note: "test" }),
  },
  "GET /v1/views": { permission: "views" },
  "PUT /v1/views/{id}": { of: ({ name }) => `/v1/views/view-${name}`, permission: "views" },
  "DELETE /v1/views/{id}": { of: ({ name }) => `/v1/views/view-${name}`, permission: "views" },
  "GET /v1/quarantine": { permission: "quarantine", scopedStatus: 403 },
  "POST /v1/quarantine/{id}/replay": {
    of: ({ name }) => `/v1/quarantine/${encodeURIComponent(`{ ${name}`)}/replay`,
    permission: "configure",
    body: () => ({ reason: "test" }),
  },
  "POST /v1/quarantine/replay": { permission: "configure" },
  "GET /v1/exports": { permission: "export" },
  "POST /v1/exports": { permission: "export" },
  "GET /v1/exports/{id}": {
    of: ({ exportId }) => `/v1/exports/${exportId}`,
    permission: "export",
    scopedStatus: 404,
  },
  // The worlds hold what the trail says of exports, not their files.
  "GET /v1/exports/{id}/manifest": {
    of: ({ exportId }) => `/v1/exports/${exportId}/manifest`,
    permission: "export",
    status: 404,
  },
  "GET /v1/exports/{id}/data": {
    of: ({ exportId }) => `/v1/exports/${exportId}/data`,
    permission: "export",
    status: 404,
  },
  "GET /v1/export-schedules": { permission: "export" },
  "PUT /v1/export-schedules/{id}": {
    of: ({ name }) => `/v1/export-schedules/daily-${name}`,
    permission: "export",
  },
  "DELETE /v1/export-schedules/{id}": {
    of: ({ name }) => `/v1/export-schedules/daily-${name}`,
    permission: "export",
  },
  "DELETE /v1/exports/{id}": {
    of: ({ exportId }) => `/v1/exports/${exportId}`,
    permission: "export",
  },
};

interface Operation {
  security?: Record<string, unknown>[];
  parameters?: { name: string; in: string; required?: boolean }[];
}

/** Reads every route from the description of an API. */
export async function describedRoutes({
  ask,
}: Pick<OpenedWorlds, "ask">): Promise<DescribedRoute[]> {
  const { body } = await ask("/openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, { security = [], parameters = [] }]) => {
      const method = verb.toUpperCase();
      return {
        key: `${method} ${path}`,
        method,
        path,
        parameters: new Set(parameters.map(({ name }) => name)),
        needsExample: parameters.some(({ required }) => required === true),
        isOpen: security.length === 0 || security.some((way) => Object.keys(way).length === 0),
      };
    }),
  );
}

/** What is missing in the table above for a route; undefined when nothing is. */
export function missingExample(route: DescribedRoute): string | undefined {
  const example = examples[route.key];
  if (route.needsExample && example?.of === undefined)
    return `${route.key} has no example: add one with \`of\` to described-routes.fixture.ts`;
  if (route.method !== "GET" && !route.isOpen && example?.permission === undefined)
    return `${route.key} has no permission: add it to described-routes.fixture.ts`;
  return undefined;
}

/** The address of something of a world, with more parameters. */
export function addressOf(
  route: DescribedRoute,
  world: World = worlds.own,
  parameters: Readonly<Record<string, string>> = {},
): string {
  const address = examples[route.key]?.of?.(world) ?? route.path;
  const query = new URLSearchParams(parameters).toString();
  if (query === "") return address;
  return `${address}${address.includes("?") ? "&" : "?"}${query}`;
}

/** Whether a route's address names something, so that it can be guessed. */
export function isAboutOne(route: DescribedRoute): boolean {
  return addressOf(route, worlds.own) !== addressOf(route, worlds.never);
}

/** Whether a role may use a route. */
export function mayUse(role: Role, { key }: DescribedRoute): boolean {
  return permits(role, examples[key]?.permission ?? "search");
}

/** The status of an answer about something that is there. */
export function statusFor({ key }: DescribedRoute, reader: "all" | "scoped" = "all"): number {
  const { status = 200, scopedStatus = status } = examples[key] ?? {};
  return reader === "all" ? status : scopedStatus;
}

/** Whether a route tells of its caller alone, without reading an event. */
export function isAboutCaller({ key }: DescribedRoute): boolean {
  return examples[key]?.isAboutCaller === true;
}

/** Whether a route goes on until its reader leaves. */
export function isStream({ key }: DescribedRoute): boolean {
  return examples[key]?.isStream === true;
}

/** The status that the record of an answer has. */
export function recordedStatus(route: DescribedRoute): number | undefined {
  return examples[route.key]?.isFact === true ? undefined : statusFor(route);
}

/** A request of a route about something of a world. */
export function requestOf(
  route: DescribedRoute,
  world: World = worlds.own,
): { method: string; body?: unknown } {
  const { method, key } = route;
  return method === "GET" ? { method } : { method, body: examples[key]?.body?.(world) ?? {} };
}
