type Security = Readonly<Record<string, readonly string[]>>;

/**
 * Adds to the description of an API that what takes a token takes the cookie of a sign-in as well: one
 * place in front of all routes sees to it, so one place says it. Changes and returns the document.
 */
export function describeSession<Document extends { paths?: unknown }>(
  document: Document,
): Document {
  const paths = (document.paths ?? {}) as Record<string, Record<string, { security?: Security[] }>>;
  for (const operations of Object.values(paths))
    for (const { security } of Object.values(operations))
      if (security?.some((way) => "bearer" in way) === true) security.push({ session: [] });
  return document;
}
