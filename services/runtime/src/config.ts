import { z } from "zod";

import { AuditError } from "./errors.ts";

/** Prefix of every environment variable that this system reads. */
export const CONFIG_PREFIX = "TOOLMARK_";

/** Every setting of any process: one environment may serve them all. */
export const settingNames = [
  "TOOLMARK_CALL_LEASE",
  "TOOLMARK_CURSOR_KEY",
  "TOOLMARK_DATA_DIR",
  "TOOLMARK_DEMO",
  "TOOLMARK_ELASTICSEARCH_PREFIX",
  "TOOLMARK_ELASTICSEARCH_URL",
  "TOOLMARK_EXPORTS_DIR",
  "TOOLMARK_HOST",
  "TOOLMARK_KAFKA_BROKERS",
  "TOOLMARK_KAFKA_SESSION_TIMEOUT",
  "TOOLMARK_KAFKA_TOPIC",
  "TOOLMARK_LOG_LEVEL",
  "TOOLMARK_OIDC_AUDIENCE",
  "TOOLMARK_OIDC_CLIENT_ID",
  "TOOLMARK_OIDC_CLIENT_SECRET",
  "TOOLMARK_OIDC_ISSUER",
  "TOOLMARK_OIDC_REDIRECT_URL",
  "TOOLMARK_OIDC_RESOURCE_PARAMETER",
  "TOOLMARK_OIDC_ROLES",
  "TOOLMARK_OIDC_ROLE_CLAIM",
  "TOOLMARK_OIDC_SCOPE",
  "TOOLMARK_OIDC_SERVERS_CLAIM",
  "TOOLMARK_OIDC_TENANTS_CLAIM",
  "TOOLMARK_MCP_PORT",
  "TOOLMARK_PORT",
  "TOOLMARK_QUERY_RATE",
  "TOOLMARK_TENANT",
  "TOOLMARK_TOKEN",
  "TOOLMARK_TOKENS_FILE",
  "TOOLMARK_TOKEN_FILE",
  "TOOLMARK_TRUST_LOG_HEADERS",
  "TOOLMARK_URL",
  "TOOLMARK_WEB_DIR",
] as const;

/**
 * Reads configuration from the environment through a schema whose keys are variable names.
 * Empty variables count as absent. An unknown variable with our prefix is an error: in an audit
 * system a typo is a silent gap.
 *
 * @throws AuditError `config_invalid` whose message lists every fault, one per line.
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const known = new Set<string>([...Object.keys(schema.shape), ...settingNames]);
  const unknown = Object.keys(present).filter(
    (name) => name.startsWith(CONFIG_PREFIX) && !known.has(name),
  );
  const parsed = schema.safeParse(present);
  const faults = unknown.map((name) => `✖ ${name} is not a setting${suggest(name, known)}`);
  if (!parsed.success) faults.unshift(z.prettifyError(parsed.error));
  if (faults.length > 0) throw new AuditError("config_invalid", faults.join("\n"));
  return parsed.data as z.infer<z.ZodObject<Shape>>;
}

function suggest(name: string, known: ReadonlySet<string>): string {
  let best: string | undefined;
  let bestDistance = 4;
  for (const candidate of known) {
    const distance = editDistance(name, candidate, bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best === undefined ? "" : `, did you mean ${best}?`;
}

/** Levenshtein distance of two names; `limit` is returned as soon as it cannot be less. */
export function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = left[row - 1] === right[column - 1] ? 0 : 1;
      current.push(
        Math.min(
          (previous[column] ?? limit) + 1,
          (current[column - 1] ?? limit) + 1,
          (previous[column - 1] ?? limit) + substitution,
        ),
      );
    }
    previous = current;
  }
  return Math.min(limit, previous[right.length] ?? limit);
}

/** A boolean variable: `true`/`false`, `1`/`0`, `yes`/`no`. */
export const booleanSetting = z.stringbool();

/** A whole number written in digits, for sizes and counts whose unit is in the variable's name. */
export const integerSetting = z.coerce.number().int();

/** A duration written `250ms`, `30s`, `10m`, `2h` or `7d`; the value is milliseconds. */
export const durationSetting = z
  .string()
  .regex(/^\d+(ms|s|m|h|d)$/, "expected a duration such as 250ms, 30s, 10m, 2h or 7d")
  .transform((text) => {
    const unit = text.replace(/^\d+/, "") as keyof typeof unitMilliseconds;
    return Number.parseInt(text, 10) * unitMilliseconds[unit];
  });

const unitMilliseconds = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
