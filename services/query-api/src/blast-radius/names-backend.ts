import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { fold } from "@toolmark/schemas/tokens";

/**
 * Whether an event names a server as what stands behind the one that was called: in `server.instance`,
 * or in `server.url` as the whole URL, its host or its host name. Ignores case. Pure.
 */
export function namesBackend(event: NormalizedEvent, server: string): boolean {
  const wanted = fold(server);
  const { instance, url } = event.server ?? {};
  if (instance !== undefined && fold(instance) === wanted) return true;
  if (url === undefined) return false;
  if (fold(url) === wanted) return true;
  const parsed = URL.parse(url);
  return parsed !== null && (fold(parsed.host) === wanted || fold(parsed.hostname) === wanted);
}
