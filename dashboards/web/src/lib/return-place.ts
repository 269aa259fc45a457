/** The place within these pages that a text names, for going there after signing in; else the first. */
export function returnPlace(text: string | undefined): string {
  // Browsers take a backslash for a slash, and two slashes begin the name of another host.
  const isOwn = text !== undefined && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text);
  return isOwn && !text.startsWith("/sign-in") ? text : "/";
}
