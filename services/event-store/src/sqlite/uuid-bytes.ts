const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether an id is a UUID in its canonical, lower-case form: the only ids that this driver keeps. */
export function isUuid(id: string): boolean {
  return pattern.test(id);
}

/** The 16 bytes of a UUID, or undefined for any other text. */
export function uuidBytes(id: string): Uint8Array | undefined {
  return isUuid(id) ? Buffer.from(id.replaceAll("-", ""), "hex") : undefined;
}

/** The UUID of 32 hexadecimal digits as SQLite's `hex()` writes them. */
export function uuidOfHex(hex: string): string {
  const digits = hex.toLowerCase();
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}
