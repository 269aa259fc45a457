/**
 * Whether what a URL gives can be believed as far as its host can: `https`, or `http` of this machine,
 * without a name and password in it.
 */
export function isTrustedUrl(text: string): boolean {
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== "" || password !== "") return false;
  return (
    protocol === "https:" ||
    (protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
  );
}
