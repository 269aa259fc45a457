import { expect, test } from "vitest";

import type { Role } from "./permissions.ts";
import { principalOfClaims } from "./principal-claims.ts";

const names = {
  roleClaim: "toolmark_role",
  tenantsClaim: "toolmark_tenants",
  serversClaim: "toolmark_servers",
};
const claims = { sub: "u-1", toolmark_role: "on-call", toolmark_tenants: "acme" };

const principalOf = (changes: object, how: Partial<Parameters<typeof principalOfClaims>[2]> = {}) =>
  principalOfClaims({ ...claims, ...changes }, "https://id.example", { ...names, ...how });
const found = (changes: object, how = {}) => {
  const claimed = principalOf(changes, how);
  return claimed.kind === "principal" ? claimed.principal : undefined;
};

test("the least that makes a principal is a subject, a role and a tenant", () => {
  expect(found({})).toEqual({
    name: "u-1",
    role: "on-call",
    tenant: "acme",
    issuer: "https://id.example",
    subject: "u-1",
  });
});

test("the first tenant is the principal's own, servers narrow it", () => {
  expect(
    found({ toolmark_tenants: ["acme", "globex", "acme"], toolmark_servers: ["crm", "hr"] }),
  ).toMatchObject({ tenant: "acme", tenants: ["globex"], servers: ["crm", "hr"] });
});

test.each([
  [{ email: "mary@example.com", preferred_username: "mary" }, "mary@example.com"],
  [{ email: "mary@example.com", email_verified: true }, "mary@example.com"],
  [{ email: "boss@example.com", email_verified: false, preferred_username: "mary" }, "mary"],
  [{ email: "", preferred_username: 7 }, "u-1"],
])("%j is named %s", (changes, name) => {
  expect(found(changes)).toMatchObject({ name, subject: "u-1" });
});

test("without a map of roles, claims name them, and the one with most permissions counts", () => {
  expect(found({ toolmark_role: ["staff", "on-call", "responder"] })?.role).toBe("responder");
  expect(found({ toolmark_role: ["emitter", "on-call"] })?.role).toBe("on-call");
});

test("with a map of roles only its names count, in its order", () => {
  const roleMap = new Map<string, Role>([
    ["sre", "on-call"],
    ["secops", "responder"],
  ]);
  const role = (toolmark_role: unknown) => found({ toolmark_role }, { roleMap })?.role;
  expect(role(["secops", "sre"])).toBe("on-call");
  expect(role("secops")).toBe("responder");
  // A group that happens to be named like a role of ours opens nothing.
  expect(role(["admin"])).toBeUndefined();
});

test("a claim is looked up by its whole name, then as a path", () => {
  expect(
    found({ realm_access: { roles: ["on-call"] } }, { roleClaim: "realm_access.roles" })?.role,
  ).toBe("on-call");
  expect(
    found(
      { "https://toolmark.example/role": "admin" },
      { roleClaim: "https://toolmark.example/role" },
    )?.role,
  ).toBe("admin");
  expect(found({}, { roleClaim: "constructor.name" })).toBeUndefined();
  expect(found({}, { roleClaim: "__proto__" })).toBeUndefined();
});

test.each([
  ["toolmark_role", { toolmark_role: undefined }],
  ["toolmark_role", { toolmark_role: "Admin" }],
  ["toolmark_role", { toolmark_role: "admin responder" }],
  ["toolmark_role", { toolmark_role: ["admin", 7] }],
  ["toolmark_role", { toolmark_role: "toString" }],
  ["toolmark_tenants", { toolmark_tenants: undefined }],
  ["toolmark_tenants", { toolmark_tenants: [] }],
  ["toolmark_tenants", { toolmark_tenants: ["acme", null] }],
  ["toolmark_tenants", { toolmark_tenants: "x".repeat(257) }],
  ["toolmark_servers", { toolmark_servers: [] }],
  ["toolmark_servers", { toolmark_servers: null }],
  ["toolmark_servers", { toolmark_servers: { crm: true } }],
  ["sub", { sub: undefined, email: "mary@example.com" }],
])("nobody is let in when %s is missing or unreadable: %j", (claim, changes) => {
  expect(principalOf(changes)).toEqual({ kind: "refused", claim });
});
