/**
 * What somebody writes who knows the API by its document alone. It is compiled against types that are
 * generated from that document, so it is text here. Each line under `@ts-expect-error` is wrong.
 */
export const clientProgram = `
import createClient from "openapi-fetch";

import type { paths } from "./api.ts";

const client = createClient<paths>({
  baseUrl: process.env["URL"] ?? "",
  headers: { authorization: \`Bearer \${process.env["TOKEN"]}\` },
});

const found = await client.GET("/v1/search", {
  params: { query: { q: "type:call.completed", limit: 3, order: "oldest" } },
});
if (found.data === undefined) throw new Error(found.error.detail);
const { events, total, query } = found.data;

const resource = await client.GET("/v1/resources", {
  params: { query: { uri: "crm://contact/42", reads: true } },
});
const accesses: number = resource.data?.total ?? -1;

const event = await client.GET("/v1/events/{id}", {
  params: { path: { id: events[0]?.event.id ?? "" } },
});
const verified: boolean | undefined = event.data?.verified;

const refused = await client.GET("/v1/search", { params: { query: { q: "actorr:x AND (" } } });
const missing = await client.GET("/v1/calls/{id}", { params: { path: { id: "none" } } });

export async function wrong() {
  // @ts-expect-error there is no such path
  await client.GET("/v1/serch", {});
  // @ts-expect-error there is no such parameter
  await client.GET("/v1/search", { params: { query: { query: "x" } } });
  // @ts-expect-error the order is one of two words
  await client.GET("/v1/search", { params: { query: { order: "up" } } });
  // @ts-expect-error a resource needs its URI
  await client.GET("/v1/resources", { params: { query: {} } });
  // @ts-expect-error it cannot be written to
  await client.PUT("/v1/search", {});
  // @ts-expect-error a total is a number
  const text: string = found.data?.total;
  return text;
}

const answer = {
  ids: events.map(({ event: { id } }) => id),
  total,
  explanation: query.explanation,
  accesses,
  verified,
  refused: { status: refused.response.status, code: refused.error?.code },
  missing: { status: missing.response.status, code: missing.error?.code },
};
process.stdout.write(JSON.stringify(answer));
`;
