/** Joins class names; what is absent or false is left out. */
export function cx(...names: readonly (string | false | undefined)[]): string | undefined {
  const joined = names
    .filter((name) => name !== undefined && name !== false && name !== "")
    .join(" ");
  return joined === "" ? undefined : joined;
}
