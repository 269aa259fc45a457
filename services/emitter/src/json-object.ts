/** A JSON object whose members are not known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value if it is an object, not an array. */
export function objectOf(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

/** The value if it is a string that is not empty. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The value if it is an array, else none. */
export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Leaves out members that are undefined; undefined when nothing stays.
 */
export function compact<Shape extends object>(members: Shape): Compact<Shape> | undefined {
  let kept: Record<string, unknown> | undefined;
  for (const name in members) {
    if (members[name] === undefined) continue;
    kept ??= {};
    kept[name] = members[name];
  }
  return kept as Compact<Shape> | undefined;
}

/** A shape whose members that may be undefined are optional instead. */
export type Compact<Shape> = {
  [Key in keyof Shape as undefined extends Shape[Key] ? never : Key]: Shape[Key];
} & {
  [Key in keyof Shape as undefined extends Shape[Key] ? Key : never]?: Exclude<
    Shape[Key],
    undefined
  >;
};
