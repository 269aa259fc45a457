import addFormats from "ajv-formats";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv/dist/2020.js";

import type { ApiDocument, ApiOperation } from "./api-document.ts";

/** An answer as it came; a stream holds its first piece. */
export interface Answer {
  status: number;
  /** Without parameters. */
  mediaType: string;
  text: string;
}

/** Words of JSON Schema's neighbours that say nothing about a value. */
const annotations = ["example", "discriminator", "xml", "externalDocs"];
const PROBLEM = "application/problem+json";
const DOCUMENT = "openapi";

/**
 * Creates a check of answers against the document, by a validator of JSON Schema 2020-12 that is not
 * the one that made the schemas. It returns what is wrong, or undefined.
 *
 * @throws Error when a schema of the document is not valid.
 */
export function createAnswerCheck(
  document: ApiDocument,
): (operation: ApiOperation, answer: Answer) => string | undefined {
  const ajv = new Ajv2020({ strictSchema: true, strictTypes: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addVocabulary(annotations);
  // The members of the document beside its schemas are no keywords.
  const known = new Map<string, ValidateFunction>();
  ajv.addSchema({ $id: DOCUMENT, $defs: definitions(document) });

  function validatorAt(operation: ApiOperation, status: string, mediaType: string) {
    const key = `${operation.name} ${status} ${mediaType}`;
    const compiled =
      known.get(key) ?? ajv.compile({ $ref: `${DOCUMENT}#/$defs/${pointerName(key)}` });
    known.set(key, compiled);
    return compiled;
  }

  return (operation, answer) => {
    const { status, mediaType, text } = answer;
    if (/\n\s+at .+:\d+:\d+/.test(text)) return "the answer shows a stack";
    const described = operation.responses[status];
    if (described === undefined) return `status ${status} is not described`;
    if (described.length === 0)
      return text === "" ? undefined : `status ${status} is described without a body`;
    if (!described.includes(mediaType)) return `${status} as "${mediaType}" is not described`;
    if (status >= 400 && mediaType !== PROBLEM && status !== 503)
      return `an error is ${mediaType}, not a problem document`;
    if (!/[/+]json$/.test(mediaType)) return undefined;
    const body = parseJson(text);
    if (body === undefined) return `the body is not JSON: ${text.slice(0, 200)}`;
    if (mediaType === PROBLEM) {
      const wrong = checkProblem(status, body);
      if (wrong !== undefined) return wrong;
    }
    const validate = validatorAt(operation, String(status), mediaType);
    return validate(body)
      ? undefined
      : `the body is not as described: ${ajv.errorsText(validate.errors)}`;
  };
}

/** What is wrong about a problem document, or undefined. */
export function checkProblem(status: number, body: unknown): string | undefined {
  const { code, status: said } = (body ?? {}) as { code?: unknown; status?: unknown };
  if (typeof code !== "string" || code === "") return "the problem has no code";
  return said === status ? undefined : `the problem of a ${status} says ${String(said)}`;
}

function definitions(document: ApiDocument): Record<string, unknown> {
  const text = JSON.stringify(document).replaceAll("#/components/schemas/", `${DOCUMENT}#/$defs/`);
  const { paths, components } = JSON.parse(text) as {
    paths: Record<string, Record<string, { responses: Record<string, { content?: Contents }> }>>;
    components: { schemas: Record<string, unknown> };
  };
  const answers = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([verb, { responses }]) =>
      Object.entries(responses).flatMap(([status, { content = {} }]) =>
        Object.entries(content).map(([mediaType, { schema = {} }]) => [
          pointerName(`${verb.toUpperCase()} ${path} ${status} ${mediaType}`),
          schema,
        ]),
      ),
    ),
  );
  return { ...components.schemas, ...Object.fromEntries(answers) };
}

type Contents = Record<string, { schema?: unknown }>;

// A name without the characters that a JSON pointer in a URI would escape.
function pointerName(key: string): string {
  return Buffer.from(key).toString("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
