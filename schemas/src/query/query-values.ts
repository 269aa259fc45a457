import type { FieldName } from "../fields.ts";

const number = /^(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)([a-z]*)$/i;

const units: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  duration: { "": 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
  bytes: {
    "": 1,
    b: 1,
    kb: 1e3,
    mb: 1e6,
    gb: 1e9,
    kib: 2 ** 10,
    mib: 2 ** 20,
    gib: 2 ** 30,
  },
};

const bare: Readonly<Record<string, number>> = { "": 1 };

/**
 * A number as a query writes it, in the unit of its field: durations (`500ms`, `2s`, `1m`) in
 * milliseconds, sizes (`10kb`, `1.5mib`) in bytes, plain numbers elsewhere. Undefined for anything else.
 */
export function readNumber(field: FieldName, text: string): number | undefined {
  const [, digits, unit = ""] = number.exec(text) ?? [];
  const scale = (Object.hasOwn(units, field) ? units[field] : bare)?.[unit.toLowerCase()];
  if (digits === undefined || scale === undefined) return undefined;
  const value = Number(digits) * scale;
  if (!Number.isFinite(value)) return undefined;
  // Minus zero is zero.
  return value === 0 ? 0 : value;
}

/** What the numbers of a field look like, for a message. */
export function numberExample(field: FieldName): string {
  if (field === "duration") return "a duration such as 500ms, 2s or 1m";
  if (field === "bytes") return "a size such as 2000, 10kb or 1mb";
  return "a number such as 100 or 2.5";
}

const view = new DataView(new ArrayBuffer(8));

/** The next greater double. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}

/** The next smaller double. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

const ipv4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const lastQuad = /(?<=:)[^:]*\.[^:]*$/;

/** Whether a text is an IP address or a network in CIDR notation (RFC 4632, RFC 4291). */
export function isNetwork(text: string): boolean {
  const [address = "", length, ...rest] = text.split("/");
  if (rest.length > 0) return false;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return false;
  const kept = Number(length ?? 0);
  return ipv4.test(address) ? kept <= 32 : isIpv6(address) && kept <= 128;
}

function isIpv6(address: string): boolean {
  const [unzoned = "", zone, ...more] = address.split("%");
  if (more.length > 0 || (zone !== undefined && !/^[0-9a-z-]+$/i.test(zone))) return false;
  const quad = lastQuad.exec(unzoned)?.[0];
  if (quad !== undefined && !ipv4.test(quad)) return false;
  const halves = unzoned.replace(lastQuad, "0:0").split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}
