import type { Permission } from "@toolmark/runtime/permissions";

import { useMe } from "./me.ts";
import type { Me } from "./me.ts";

/** Whether a reader may do something; `false` while it is not known who reads. */
export function may(me: Pick<Me, "permissions"> | undefined, permission: Permission): boolean {
  return me?.permissions.includes(permission) ?? false;
}

/** Whether the reader may do something; `false` while it is not known who reads. */
export function useMay(permission: Permission): boolean {
  return may(useMe().data, permission);
}
