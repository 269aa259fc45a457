import openapiTS, { astToString } from "openapi-typescript";
import type { OpenAPI3 } from "openapi-typescript";

/**
 * Writes an OpenAPI document as TypeScript: a module that exports `paths`, which `openapi-fetch` takes.
 *
 * It is a package of its own because the generator needs the compiler that is written in JavaScript,
 * which the rest of the repository is not compiled with.
 *
 * @throws Error when a reference leads nowhere or the document is none.
 */
export async function generateTypes(document: object): Promise<string> {
  return astToString(await openapiTS(document as OpenAPI3, { silent: true }));
}
