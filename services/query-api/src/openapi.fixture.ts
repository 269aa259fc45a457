import { z } from "zod";

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
}

/**
 * Checks answers against an OpenAPI document, which is how a caller reads them: the status and media
 * type must be described, and the body must have the described shape.
 */
export function createAnswerChecker(
  document: unknown,
): (path: string, response: { status: number; mediaType: string; body: unknown }) => void {
  const text = JSON.stringify(document).replaceAll("#/components/schemas/", "#/$defs/");
  const { paths, components }: Document = JSON.parse(text);
  const compiled = new Map<string, z.ZodType>();
  return (path, { status, mediaType, body }) => {
    const pathname = path.replace(/\?.*$/, "");
    const template = Object.keys(paths).find((candidate) =>
      new RegExp(`^${candidate.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(pathname),
    );
    const operation = template === undefined ? undefined : paths[template]?.["get"];
    if (operation === undefined) throw new Error(`${pathname} is not described`);
    const schema = operation.responses[status]?.content?.[mediaType]?.schema;
    if (schema === undefined)
      throw new Error(`${pathname} answers ${status} ${mediaType}, which is not described`);
    const key = `${template} ${status}`;
    const type =
      compiled.get(key) ??
      z.fromJSONSchema({ ...schema, $defs: components.schemas } as Parameters<
        typeof z.fromJSONSchema
      >[0]);
    compiled.set(key, type);
    const parsed = type.safeParse(body);
    if (!parsed.success)
      throw new Error(`${path} does not answer as described: ${z.prettifyError(parsed.error)}`);
  };
}
