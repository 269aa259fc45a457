import type { Api, Parameters } from "./create-api.ts";

/** Largest page of any route. */
export const PAGE_SIZE = 1000;

/** An answer in pages. */
export interface Page {
  total?: number | undefined;
  cursor?: string | undefined;
}

/**
 * Reads pages one after another until `limit` rows were read or there are no more; memory holds one
 * page. `sizeOf` counts the rows of a page.
 */
export async function* readPages<Answer extends Page>(
  api: Api,
  path: string,
  parameters: Parameters,
  options: { limit: number; sizeOf: (answer: Answer) => number },
): AsyncGenerator<Answer> {
  let left = options.limit;
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE_SIZE, left);
    const answer = await api.get<Answer>(path, { ...parameters, limit, cursor });
    yield answer;
    left -= options.sizeOf(answer);
    ({ cursor } = answer);
  } while (cursor !== undefined && left > 0);
}
