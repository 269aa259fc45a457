import { lazyRouteComponent } from "@tanstack/react-router";
import type { RouteComponent } from "@tanstack/react-router";

/**
 * A page that is loaded when it is come to. The module's members are not looked into: pages know the
 * types of the routes, so the routes cannot know those of the pages.
 */
export function lazyPage<Module extends object>(
  load: () => Promise<Module>,
  name: keyof Module & string,
): RouteComponent {
  const loadAny = load as unknown as () => Promise<Record<string, RouteComponent>>;
  return lazyRouteComponent(loadAny, name);
}
