/** A JSON Schema 2020-12 as OpenAPI documents carry it, as far as requests are made from it. */
export interface JsonSchema {
  $ref?: string;
  type?: string | readonly string[];
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
}

/** A parameter of an operation. */
export interface ApiParameter {
  name: string;
  in: "query" | "path" | "header" | "cookie";
  required?: boolean;
  schema: JsonSchema;
}

interface DescribedOperation {
  operationId?: string;
  parameters?: readonly ApiParameter[];
  requestBody?: { content: Readonly<Record<string, { schema: JsonSchema }>> };
  responses: Readonly<Record<string, { content?: Readonly<Record<string, object>> }>>;
}

/** The parts of an OpenAPI 3.1 document that the tests read. */
export interface ApiDocument {
  openapi: string;
  paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  components: { schemas: Readonly<Record<string, JsonSchema>> };
}

/** One operation: a method of a path. */
export interface ApiOperation {
  /** Method and path template. */
  name: string;
  method: string;
  path: string;
  parameters: readonly ApiParameter[];
  /** Schema of a JSON body, where the operation takes one. */
  body: JsonSchema | undefined;
  /** Media types by status. */
  responses: Readonly<Record<string, readonly string[]>>;
}

/** Reads the document of a running process. */
export async function readApiDocument(origin: string): Promise<ApiDocument> {
  const response = await fetch(`${origin}/openapi.json`);
  if (!response.ok) throw new Error(`/openapi.json answers ${response.status}`);
  return (await response.json()) as ApiDocument;
}

/** Every operation that a document describes, in its order. */
export function listOperations(document: ApiDocument): ApiOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([verb, described]) => ({
      name: `${verb.toUpperCase()} ${path}`,
      method: verb.toUpperCase(),
      path,
      parameters: described.parameters ?? [],
      body: described.requestBody?.content["application/json"]?.schema,
      responses: Object.fromEntries(
        Object.entries(described.responses).map(([status, { content = {} }]) => [
          status,
          Object.keys(content),
        ]),
      ),
    })),
  );
}

/** Finds the operation that a request means; a path of fixed segments goes before one with names. */
export function findOperation(
  operations: readonly ApiOperation[],
  method: string,
  pathname: string,
): ApiOperation | undefined {
  return operations
    .filter(
      (operation) => operation.method === method && pathPattern(operation.path).test(pathname),
    )
    .toSorted((left, right) => namedSegments(left.path) - namedSegments(right.path))[0];
}

/** Follows a reference within the document. */
export function resolveSchema(document: ApiDocument, schema: JsonSchema): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace("#/components/schemas/", "");
  const target = document.components.schemas[name];
  if (target === undefined) throw new Error(`${schema.$ref} leads nowhere`);
  return resolveSchema(document, target);
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function namedSegments(path: string): number {
  return path.split("{").length - 1;
}
