import { rolePermissions } from "@toolmark/runtime/permissions";
import type { Principal } from "@toolmark/runtime/tokens";

import type { MeAnswer } from "./answers.ts";

/** What a service is, for those who use it. */
export type AboutService = Pick<MeAnswer, "version" | "form" | "demo">;

/** Tells a principal what it is here and what it may do. Pure. */
export function describeMe(principal: Principal, service: AboutService): MeAnswer {
  const { name, role, tenant, tenants = [], servers, issuer } = principal;
  return {
    name,
    role,
    tenant,
    tenants: [...new Set([tenant, ...tenants])],
    ...(servers && { servers: [...servers] }),
    permissions: [...rolePermissions[role]],
    ...(issuer !== undefined && { issuer }),
    ...service,
  };
}
