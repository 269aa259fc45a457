/** What a URI is below, outermost first, each with the text that all in it begin with. */
export function parentsOf(uri: string): { label: string; prefix: string }[] {
  const [, scheme, path] = /^([a-z][a-z0-9+.-]*:\/\/)(.*)$/is.exec(uri) ?? [];
  if (scheme === undefined || path === undefined) return [];
  const parts = path.split("/").slice(0, -1);
  return [
    { label: scheme.slice(0, -3), prefix: scheme },
    ...parts
      .map((label, index) => ({
        label,
        prefix: `${scheme}${parts.slice(0, index + 1).join("/")}/`,
      }))
      .filter(({ label }) => label !== ""),
  ];
}
