import { join } from "node:path";

import { roles } from "@toolmark/runtime/permissions";
import { addToken, listTokens, revokeToken } from "@toolmark/runtime/token-file";
import { readTime } from "@toolmark/schemas/query/query-time";

import { defineCommand } from "../command.ts";
import type { CommandContext, OptionSpec } from "../command.ts";
import { exitStatus, usageFailure } from "../exit-status.ts";
import { formatTime } from "../output/format-values.ts";
import { createTable } from "../output/render-table.ts";
import { visibleText } from "../output/visible-text.ts";

const fileOption = {
  file: {
    type: "string",
    argument: "FILE",
    isFile: true,
    description:
      "token file; default TOOLMARK_TOKENS_FILE, or tokens.json of the data directory (embedded)",
  },
} as const satisfies Record<string, OptionSpec>;

/** `toolmark token create`. */
export const tokenCreate = defineCommand({
  name: "token create",
  summary: "Make a token and print it, once",
  usage: "NAME --role ROLE",
  argument: "value",
  arity: [1, 1],
  details: [
    "Works on the token file that the services read; they know the token within a second. The file keeps only its digest.",
  ],
  options: {
    ...fileOption,
    role: {
      type: "string",
      argument: "ROLE",
      choices: roles,
      description: "what it may do; docs/access.md says more",
    },
    tenant: {
      type: "string",
      argument: "NAME",
      description: "tenant that it reads and writes; default default",
    },
    "also-tenant": {
      type: "string",
      multiple: true,
      argument: "NAME",
      description: "another tenant that it may read; may be repeated",
    },
    server: {
      type: "string",
      multiple: true,
      argument: "NAME",
      description: "an MCP server whose events it may read, default all; may be repeated",
    },
    expires: {
      type: "string",
      argument: "TIME",
      description: "unknown from then on: RFC 3339, a date, or a time from now such as 30d",
    },
  },
  asks: false,
  examples: [
    ["toolmark token create crm-prod --role emitter", "for an emitter"],
    ["toolmark token create dana --role on-call --server crm --expires 90d", "for a person"],
    ["toolmark token create ci --role emitter > ci.token", "into a file"],
  ],
  async run(context, { arguments: [name = ""], options }) {
    const role = roles.find((known) => known === options.role);
    if (role === undefined) throw usageFailure(`--role is needed: ${roles.join(", ")}`);
    const path = fileOf(context, options.file);
    const expires = options.expires === undefined ? undefined : expiryOf(options.expires);
    const token = await addToken(path, {
      name,
      role,
      tenant: options.tenant ?? "default",
      ...(options["also-tenant"] && { tenants: options["also-tenant"] }),
      ...(options.server && { servers: options.server }),
      ...(expires !== undefined && { expires }),
    });
    if (context.json) await context.printJson({ name, role, token, file: path, expires });
    else await context.print([token]);
    await context.note(`added to ${path}; it is not shown again`);
    return exitStatus.ok;
  },
});

/** `toolmark token list`. */
export const tokenList = defineCommand({
  name: "token list",
  summary: "List tokens: names, roles, scopes, never the tokens",
  usage: "",
  argument: "none",
  arity: [0, 0],
  options: fileOption,
  asks: false,
  examples: [["toolmark token list --json | jq -r .name", "all names"]],
  async run(context, { options }) {
    const path = fileOf(context, options.file);
    const tokens = await listTokens(path);
    if (context.json) {
      await context.printJson(
        ...tokens.map(({ isExpired, ...token }) => ({ ...token, expired: isExpired })),
      );
      return exitStatus.ok;
    }
    if (tokens.length === 0) await context.note(`${path} holds no token`);
    else {
      const { columns: width, paint } = context.terminal.out;
      const table = createTable<(typeof tokens)[number]>(
        [
          { name: "name", title: "NAME", value: ({ name }) => name, min: 8 },
          { name: "role", title: "ROLE", value: ({ role }) => role },
          { name: "tenant", title: "TENANT", value: ({ tenant }) => tenant, min: 8 },
          {
            name: "tenants",
            title: "ALSO",
            value: ({ tenants }) => tenants?.join(","),
            min: 6,
            dispensable: 2,
          },
          {
            name: "servers",
            title: "SERVERS",
            value: ({ servers }) => servers?.join(",") ?? "all",
            min: 8,
            dispensable: 1,
          },
          {
            name: "expires",
            title: "EXPIRES (UTC)",
            value: ({ expires }) => (expires === undefined ? "never" : formatTime(expires)),
            style: ({ isExpired }) => (isExpired ? "bad" : undefined),
          },
        ],
        { width, paint },
      );
      await context.print(table.lines(tokens));
    }
    return exitStatus.ok;
  },
});

/** `toolmark token revoke`. */
export const tokenRevoke = defineCommand({
  name: "token revoke",
  summary: "Remove a token; services refuse it within a second",
  usage: "NAME",
  argument: "value",
  arity: [1, 1],
  options: fileOption,
  asks: false,
  examples: [["toolmark token revoke dana", "dana has left"]],
  async run(context, { arguments: [name = ""], options }) {
    const path = fileOf(context, options.file);
    await revokeToken(path, name);
    if (context.json) await context.printJson({ revoked: name, file: path });
    else await context.print([`revoked ${visibleText(name)} in ${visibleText(path)}`]);
    return exitStatus.ok;
  },
});

function fileOf({ env }: CommandContext, option: string | undefined): string {
  if (option !== undefined) return option;
  const listed = env["TOOLMARK_TOKENS_FILE"] ?? "";
  if (listed !== "") return listed;
  const directory = env["TOOLMARK_DATA_DIR"] ?? "";
  return join(directory === "" ? "./data" : directory, "tokens.json");
}

// Times of the query language count back from now; an expiry is to come.
function expiryOf(text: string): string {
  const now = Date.now();
  const time = readTime(text.replace(/^\+/, ""), now);
  if (time === undefined)
    throw usageFailure(
      `--expires takes a time such as 2027-01-01 or 90d, not ${JSON.stringify(text)}`,
    );
  return new Date(time.isRelative ? 2 * now - time.start : time.start).toISOString();
}
