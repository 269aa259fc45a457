import { AllInOneConfig } from "@toolmark/all-in-one/config";
import { CliConfig } from "@toolmark/cli/config";
import { CollectorConfig } from "@toolmark/collector/config";
import { IngesterConfig } from "@toolmark/ingester/config";
import { McpServerConfig } from "@toolmark/mcp-server/config";
import { QueryApiConfig } from "@toolmark/query-api/config";
import { errorKinds } from "@toolmark/runtime/errors";
import { eventPhases } from "@toolmark/schemas/event-types";
import { fieldIds, fields } from "@toolmark/schemas/fields";
import type { Field } from "@toolmark/schemas/fields";
import { eventJsonSchema } from "@toolmark/schemas/json-schema";
import { quarantineReasons } from "@toolmark/schemas/normalized-event";
import type { z } from "zod";

/** Documents that are made from the code: path from the repository's root, and text. */
export function renderDocs(): Map<string, string> {
  return new Map([
    ["docs/errors.md", renderErrors()],
    ["docs/configuration.md", renderConfiguration()],
    ["docs/events.md", renderEvents()],
    [".env.example", renderEnvironment()],
  ]);
}

const notice = "<!-- Made by `npm run docs:generate`; change the code instead. -->";

function renderErrors(): string {
  const rows = Object.entries(errorKinds).map(
    ([code, kind]) =>
      `| \`${code}\` | ${kind.status} | ${kind.retryable ? "yes" : "no"} | ${kind.title} |`,
  );
  const reasons = quarantineReasons.map((reason) => `\`${reason}\``).join(", ");
  return lines(
    "# Errors",
    "",
    notice,
    "",
    "Failed requests are answered with a problem document (RFC 9457, `application/problem+json`) whose `code` is one of these. `detail` says what helps, `request_id` finds the line in the service's log. Retryable ones carry `Retry-After`.",
    "",
    "| code | status | retry unchanged | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
    "Processes end with status 78 when their configuration is not valid (every fault is listed), 69 when a port or a server cannot be had, 70 for anything else; a supervisor should start them again.",
    "",
    `Items of \`POST /v1/events\` have a status of their own: \`accepted\`, \`quarantined\` with a reason, or \`rejected\` with \`too_large\`. Reasons of quarantine: ${reasons}.`,
  );
}

const processes: readonly [name: string, schema: z.ZodObject][] = [
  ["Embedded form (`services/all-in-one`)", AllInOneConfig],
  ["Collector", CollectorConfig],
  ["Ingester", IngesterConfig],
  ["Query API", QueryApiConfig],
  ["MCP server over the trail", McpServerConfig],
  ["Command line", CliConfig],
];

function renderConfiguration(): string {
  return lines(
    "# Configuration",
    "",
    notice,
    "",
    "Settings are environment variables, read once at the start. An empty one counts as absent; an unknown one that starts with `TOOLMARK_` is an error. Durations are written `250ms`, `30s`, `10m`, `2h`, `7d`.",
    ...processes.flatMap(([name, schema]) => [
      "",
      `## ${name}`,
      "",
      "| variable | default | meaning |",
      "|---|---|---|",
      ...settingsOf(schema).map(
        ([variable, standard, meaning]) => `| \`${variable}\` | ${standard} | ${meaning} |`,
      ),
    ]),
  );
}

function renderEnvironment(): string {
  const seen = new Map<string, string>();
  for (const [, schema] of processes) {
    for (const [variable, standard, meaning] of settingsOf(schema))
      seen.set(variable, `# ${meaning}; default ${standard.replaceAll("`", "")}\n# ${variable}=`);
  }
  return lines("# Every setting; see docs/configuration.md.", "", ...seen.values());
}

function settingsOf(schema: z.ZodObject): [string, string, string][] {
  return Object.entries(schema.shape).map(([variable, setting]) => {
    const type = setting as z.ZodType;
    const fallback = type.safeParse(undefined);
    const standard = !fallback.success
      ? "required"
      : fallback.data === undefined
        ? "none"
        : `\`${/_(LEASE|TIMEOUT)$/.test(variable) ? duration(Number(fallback.data)) : JSON.stringify(fallback.data).replaceAll('"', "")}\``;
    return [variable, standard, type.description ?? ""];
  });
}

function duration(milliseconds: number): string {
  return milliseconds % 60_000 === 0 ? `${milliseconds / 60_000}m` : `${milliseconds / 1000}s`;
}

function renderEvents(): string {
  const members: string[] = [];
  const visit = (schema: unknown, path: string, required: boolean) => {
    if (typeof schema !== "object" || schema === null) return;
    const node = schema as { properties?: object; items?: unknown; required?: string[] };
    if (path !== "" && node.properties === undefined)
      members.push(`| \`${path}\` | ${typeOf(schema)} | ${required ? "yes" : ""} |`);
    const { properties } = node;
    if (properties !== undefined) {
      for (const [name, member] of Object.entries(properties))
        visit(
          member,
          path === "" ? name : `${path}.${name}`,
          node.required?.includes(name) ?? false,
        );
    }
    if (isObjectSchema(node.items)) visit(node.items, `${path}[]`, false);
  };
  visit(eventJsonSchema(), "", true);
  return lines(
    "# Events",
    "",
    notice,
    "",
    "One event is one JSON object; `schemas/json/event-v1.schema.json` is its JSON Schema. *Required* means within its object. Times are RFC 3339, durations milliseconds, digests SHA-256 or HMAC-SHA-256 in base64url without padding.",
    "",
    "## Types",
    "",
    "| `event.type` | phase |",
    "|---|---|",
    ...Object.entries(eventPhases).map(([type, phase]) => `| \`${type}\` | ${phase} |`),
    "",
    "## Members",
    "",
    "| member | type | required |",
    "|---|---|---|",
    ...members,
    "",
    "## Fields that can be asked for",
    "",
    "[query-language.md](query-language.md) says how. Values inside `params`, `result` and `attr` are asked for by their path.",
    "",
    "| field | aliases | facet | meaning | example |",
    "|---|---|---|---|---|",
    ...fieldIds.map((id) => {
      const field: Field = fields[id];
      return `| \`${id}\` | ${field.aliases.join(", ")} | ${field.facetable ? "yes" : ""} | ${field.description}${field.sensitive === undefined ? "" : ` (needs \`${field.sensitive}\`)`} | \`${field.example}\` |`;
    }),
  );
}

function isObjectSchema(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && "properties" in schema;
}

function typeOf(schema: object): string {
  const {
    type,
    enum: values,
    const: only,
    format,
    items,
    anyOf,
  } = schema as Record<string, unknown>;
  if (only !== undefined) return `\`${JSON.stringify(only).replaceAll('"', "")}\``;
  if (Array.isArray(values)) return values.map((value) => `\`${String(value)}\``).join(" ");
  if (Array.isArray(anyOf)) return anyOf.map((option) => typeOf(option as object)).join(" or ");
  if (type === "array") return isObjectSchema(items) ? "array" : `array of ${typeOf(items ?? {})}`;
  if (typeof format === "string") return format;
  return typeof type === "string" ? type : "any JSON";
}

function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
