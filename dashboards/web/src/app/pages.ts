import type { IconName } from "../ui/icon-paths.ts";

/** A page that the rail leads to. */
export interface PageLink {
  label: string;
  path: string;
  icon: IconName;
  /** Second key after `g`. */
  key: string;
}

/** The pages of the rail, in its order. */
export const pages: readonly PageLink[] = [
  { label: "Overview", path: "/", icon: "overview", key: "o" },
  { label: "Investigate", path: "/investigate", icon: "investigate", key: "i" },
  { label: "Sessions", path: "/sessions", icon: "sessions", key: "s" },
  { label: "Resources", path: "/resources", icon: "resources", key: "u" },
  { label: "Actors", path: "/actors", icon: "actors", key: "a" },
  { label: "Policy", path: "/policy", icon: "policy", key: "p" },
  { label: "Findings", path: "/findings", icon: "findings", key: "f" },
  { label: "Reports", path: "/reports", icon: "reports", key: "r" },
  { label: "Integrity", path: "/integrity", icon: "integrity", key: "y" },
  { label: "Cases", path: "/cases", icon: "cases", key: "c" },
];

/** Whether an address is a page or below it. */
export function isWithin(pathname: string, page: PageLink): boolean {
  if (page.path === "/") return pathname === "/";
  if (page.path === "/investigate" && /^\/(?:e|views)\//.test(pathname)) return true;
  return pathname === page.path || pathname.startsWith(`${page.path}/`);
}
