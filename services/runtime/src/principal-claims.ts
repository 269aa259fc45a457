import type { Role } from "./permissions.ts";
import type { Principal } from "./tokens.ts";

/** Which claims of a token say what. */
export interface ClaimNames {
  roleClaim: string;
  tenantsClaim: string;
  serversClaim: string;
  /** Values of the role claim as roles, in order of precedence; default the roles themselves. */
  roleMap?: ReadonlyMap<string, Role>;
}

/** What of a token's claims made a principal, or why there is none. */
export type ClaimedPrincipal =
  | { kind: "principal"; principal: Principal }
  | { kind: "refused"; claim: string };

const MAX_NAMES = 1000;
const MAX_NAME_LENGTH = 256;

// Most permissions first: who is in two groups may do what either may.
const precedence: readonly Role[] = ["admin", "responder", "compliance", "on-call", "emitter"];

/**
 * Maps the claims of a verified token to a principal. What is missing or has another shape is not
 * guessed at: no role, no tenant, or a list of servers that cannot be read means no principal, as
 * reading it as "all" would open what was meant to be closed.
 *
 * A claim is looked up by its whole name first, then as a path (`realm_access.roles`).
 */
export function principalOfClaims(
  claims: Readonly<Record<string, unknown>>,
  issuer: string,
  names: ClaimNames,
): ClaimedPrincipal {
  const role = roleOf(namesIn(claimOf(claims, names.roleClaim)), names.roleMap);
  if (role === undefined) return { kind: "refused", claim: names.roleClaim };

  const tenants = namesIn(claimOf(claims, names.tenantsClaim));
  const [tenant, ...others] = tenants ?? [];
  if (tenant === undefined) return { kind: "refused", claim: names.tenantsClaim };

  const claimedServers = claimOf(claims, names.serversClaim);
  const servers = claimedServers === undefined ? undefined : namesIn(claimedServers);
  if (claimedServers !== undefined && (servers === undefined || servers.length === 0))
    return { kind: "refused", claim: names.serversClaim };

  const subject = nameIn(claims["sub"]);
  // An address that its provider could not confirm would let its holder act under another's name.
  const email = claims["email_verified"] === false ? undefined : nameIn(claims["email"]);
  const name = email ?? nameIn(claims["preferred_username"]) ?? subject;
  if (name === undefined || subject === undefined) return { kind: "refused", claim: "sub" };
  return {
    kind: "principal",
    principal: {
      name,
      role,
      tenant,
      issuer,
      subject,
      ...(others.length > 0 && { tenants: others }),
      ...(servers && { servers }),
    },
  };
}

function roleOf(
  claimed: readonly string[] | undefined,
  roleMap: ReadonlyMap<string, Role> | undefined,
): Role | undefined {
  if (claimed === undefined) return undefined;
  if (roleMap !== undefined) {
    for (const [name, role] of roleMap) if (claimed.includes(name)) return role;
    return undefined;
  }
  return precedence.find((role) => claimed.includes(role));
}

function claimOf(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** The names of a claim that is one name or a list of them; undefined for anything else. */
function namesIn(value: unknown): string[] | undefined {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  const found = list.map(nameIn).filter((name) => name !== undefined);
  if (found.length !== list.length || found.length > MAX_NAMES) return undefined;
  return [...new Set(found)];
}

function nameIn(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= MAX_NAME_LENGTH
    ? value
    : undefined;
}
