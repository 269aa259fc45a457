/** What can be permitted; docs/access.md says what each opens. */
export const permissions = [
  "search",
  "personal",
  "payload",
  "export",
  "cases",
  "views",
  "quarantine",
  "configure",
  "emit",
] as const;

/** One thing that can be permitted. */
export type Permission = (typeof permissions)[number];

/**
 * What each role may do. `search` reads events without their values; `personal` shows names and
 * addresses of people; `payload` allows to ask for parameters, results and states, with a reason;
 * `quarantine` reads refused records; `configure` replays them and changes settings of the trail;
 * `emit` writes events.
 */
export const rolePermissions = {
  responder: ["search", "personal", "payload", "export", "cases", "views", "quarantine"],
  compliance: ["search", "personal", "payload", "export", "cases", "views", "quarantine"],
  "on-call": ["search", "views"],
  admin: [...permissions],
  emitter: ["emit"],
} as const satisfies Record<string, readonly Permission[]>;

/** The part that a token's holder has. */
export type Role = keyof typeof rolePermissions;

/** All roles. */
export const roles = Object.keys(rolePermissions) as [Role, ...Role[]];

/** Whether a role includes a permission. */
export function permits(role: Role, permission: Permission): boolean {
  return (rolePermissions[role] as readonly Permission[]).includes(permission);
}

/** The roles that include a permission, for messages. */
export function rolesWith(permission: Permission): Role[] {
  return roles.filter((role) => permits(role, permission));
}
