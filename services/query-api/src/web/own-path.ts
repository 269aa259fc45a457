const NOWHERE = "http://nowhere.invalid";
const MAX_LENGTH = 4096;

/**
 * The page of this service that a text names, for going there after a sign-in; `/` for any text that
 * could lead elsewhere. Pure.
 */
export function ownPath(text: string | undefined): string {
  // Browsers take a backslash for a slash, and leave control characters out.
  if (text === undefined || text.length > MAX_LENGTH || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text))
    return "/";
  if (!URL.canParse(text, NOWHERE)) return "/";
  const { origin, pathname, search, hash } = new URL(text, NOWHERE);
  // Dots can leave two slashes at the beginning, which begin a host.
  if (origin !== NOWHERE || pathname.startsWith("//") || pathname.startsWith("/v1/")) return "/";
  return `${pathname}${search}${hash}`;
}
