import type {
  EventStore,
  PositionVector,
  QuarantinePage,
  StoreQuery,
} from "@toolmark/event-store/event-store";
import { openDocument } from "@toolmark/integrity/open-document";
import { AuditError } from "@toolmark/runtime/errors";
import { permits } from "@toolmark/runtime/permissions";
import type { Permission } from "@toolmark/runtime/permissions";
import type { Principal } from "@toolmark/runtime/tokens";
import type { Filter } from "@toolmark/schemas/filter";
import type { StoredDocument } from "@toolmark/schemas/normalized-event";

/** A question of a reader: the tenant and what it may see are added by the reader. */
export type ReaderQuery = Omit<StoreQuery, "tenant">;

/** Which values of events an answer may show. */
export interface Visibility {
  /** Parameters, results, states before and after, and the stated intent. */
  payload: boolean;
  /** Names, e-mail addresses and network addresses of people. */
  personal: boolean;
  /** Where events stand in the log: positions of all tenants are numbered together. */
  positions?: boolean;
}

/**
 * What one request may read. Routes have no other way to events: every method adds the tenant and
 * the servers that the principal may see, so that counts, facets, exports and guesses of ids tell
 * nothing about others.
 */
export interface Reader {
  readonly principal: Principal;
  readonly tenant: string;
  readonly visibility: Visibility;
  can(permission: Permission): boolean;
  /** Positions that are settled: all at or below them is visible, now and later. */
  positions(): Promise<PositionVector>;
  get(ids: readonly string[]): Promise<Map<string, StoredDocument>>;
  search(
    query: ReaderQuery,
    page: Parameters<EventStore["search"]>[1],
  ): ReturnType<EventStore["search"]>;
  scan(query: ReaderQuery, order: "newest" | "oldest"): AsyncIterable<StoredDocument[]>;
  count(query: ReaderQuery, atMost?: number): Promise<number>;
  facets(
    query: ReaderQuery,
    fields: Parameters<EventStore["facets"]>[1],
    limit: number,
  ): ReturnType<EventStore["facets"]>;
  histogram(
    query: ReaderQuery,
    interval: number,
    by?: Parameters<EventStore["histogram"]>[2],
  ): ReturnType<EventStore["histogram"]>;
  /** @throws AuditError `not_permitted` for principals that may read some servers only. */
  listQuarantine(page: Parameters<EventStore["listQuarantine"]>[1]): Promise<QuarantinePage>;
}

/** Creates the reader of one principal in one tenant. Pure. */
export function createReader(options: {
  store: EventStore;
  settled: () => Promise<PositionVector>;
  principal: Principal;
  tenant: string;
  visibility: Visibility;
}): Reader {
  const { store, settled, principal, tenant, visibility } = options;
  const scope = scopeFilter(principal);
  const servers = principal.servers && new Set(principal.servers.map((name) => name.toLowerCase()));

  const scoped = (query: ReaderQuery): StoreQuery => ({
    ...query,
    tenant,
    ...(scope && { filter: { op: "all", of: [scope, query.filter] } }),
  });

  return {
    principal,
    tenant,
    visibility,
    can: (permission) => permits(principal.role, permission),
    positions: settled,
    async get(ids) {
      const found = await store.get(tenant, ids);
      if (servers === undefined) return found;
      return new Map(
        [...found].filter(([, document]) => {
          const server = openDocument(document).server?.name;
          return server !== undefined && servers.has(server.toLowerCase());
        }),
      );
    },
    search: async (query, page) => store.search(scoped(query), page),
    scan: (query, order) => store.scan(scoped(query), order),
    count: async (query, atMost) => store.count(scoped(query), atMost),
    facets: async (query, fields, limit) => store.facets(scoped(query), fields, limit),
    histogram: async (query, interval, by) => store.histogram(scoped(query), interval, by),
    async listQuarantine(page) {
      if (servers !== undefined)
        throw new AuditError(
          "not_permitted",
          "records in quarantine belong to no server; it takes a token for all servers",
        );
      return await store.listQuarantine(tenant, page);
    },
  };
}

/** What a principal may see as a condition; undefined where it may see all of its tenant. */
function scopeFilter({ servers }: Principal): Filter | undefined {
  return (
    servers && {
      op: "any",
      of: servers.map((value): Filter => ({ op: "is", field: "server", value })),
    }
  );
}

/**
 * The tenant that a request asks for, among those its principal may see.
 *
 * @throws AuditError `not_permitted`, the same for tenants that exist and those that do not.
 */
export function chooseTenant(principal: Principal, wanted: string | undefined): string {
  if (wanted === undefined || wanted === principal.tenant) return principal.tenant;
  if (principal.tenants?.includes(wanted) === true) return wanted;
  throw new AuditError("not_permitted", "this token does not open that tenant");
}
