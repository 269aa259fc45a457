import { QueryError } from "@toolmark/query-api/client";

/** Whether an error says that there is no such thing among what the reader may see. */
export function isMissing(error: unknown): boolean {
  return error instanceof QueryError && error.status === 404;
}
