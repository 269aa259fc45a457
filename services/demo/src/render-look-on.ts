import type { Paint } from "./answers/render-answers.ts";

/** Where to look on after the answers, with commands that can be pasted. */
export function renderLookOn(
  server: { queryUrl: string; adminToken: string; adminTokenFile: string },
  event: string | undefined,
  paint: Paint,
): string {
  const { queryUrl, adminToken, adminTokenFile } = server;
  const ask = (path: string) =>
    `   curl -sH "Authorization: Bearer $(cat '${adminTokenFile}')" '${queryUrl}${path}'`;
  return [
    paint("bold", "Look on"),
    `   pages   ${queryUrl}/#token=${adminToken}`,
    `   API     ${queryUrl}  (description: ${queryUrl}/openapi.json)`,
    `   token   ${adminTokenFile}`,
    ask("/v1/search?q=effect:destructive&limit=5"),
    ask("/v1/facets?fields=actor&fields=client&fields=outcome"),
    ...(event === undefined ? [] : [ask(`/v1/events/${event}`)]),
    "",
  ].join("\n");
}
