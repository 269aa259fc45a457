import { readFile } from "node:fs/promises";

import { expect, test } from "vitest";

import { accessSettings } from "./access-settings.ts";
import { errorKinds } from "./errors.ts";
import { permissions, permits, roles, rolesWith } from "./permissions.ts";

const document = await readFile(new URL("../../../docs/access.md", import.meta.url), "utf8");
const tableUnder = (heading: string) => {
  const [, section = ""] = document.split(`\n## ${heading}\n`);
  const [text = ""] = section.split("\n## ");
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split("|")
      .map((cell) => cell.trim()),
  );
};

test("docs/access.md tells which role has which permission", () => {
  const [heading = [], , ...rows] = tableUnder("Roles");
  expect(heading.slice(1, -1)).toEqual(roles);
  expect(rows.map((row) => row.slice(0, -1))).toEqual(
    permissions.map((permission) => [
      `\`${permission}\``,
      ...roles.map((role) => (permits(role, permission) ? "yes" : "")),
    ]),
  );
});

test("docs/access.md names the settings and errors of access as they are", () => {
  for (const name of Object.keys(accessSettings)) expect(document).toContain(name);
  const [, , ...rows] = tableUnder("Errors");
  for (const [code = "", status] of rows) {
    const kind = errorKinds[code.replaceAll("`", "") as keyof typeof errorKinds];
    expect({ code, status: String(kind.status) }).toEqual({ code, status });
  }
});

test("an emitter reads nothing and a reader but the administrator writes no events", () => {
  expect(permissions.filter((permission) => permits("emitter", permission))).toEqual(["emit"]);
  expect(rolesWith("emit")).toEqual(["admin", "emitter"]);
  expect(rolesWith("configure")).toEqual(["admin"]);
});
