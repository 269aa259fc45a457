/** What a browser does of HTTP: it keeps cookies, sends them back, and follows redirects. */
export interface Browser {
  /** Goes to an address and on to where it leads, as by a link on another site. */
  go(url: string): Promise<{ url: string; status: number; text: string; path: string[] }>;
  /** Asks as a script of a page of the address's own origin does. */
  ask(
    url: string,
    options?: { method?: string; body?: unknown },
  ): Promise<{ status: number; body: unknown }>;
  /** Cookies that are kept for an address, as `name=value; attributes`. */
  cookies(url: string): string[];
  forget(): void;
}

interface Kept {
  value: string;
  set: string;
  path: string;
  isStrict: boolean;
}

const MAX_REDIRECTS = 20;

/** Creates a browser with nothing in it; `stopAt` are addresses it does not go to by itself. */
export function createBrowser(stopAt: (url: URL) => boolean = () => false): Browser {
  // Real browsers share cookies among the ports of a host; here each origin has its own.
  const jars = new Map<string, Map<string, Kept>>();

  async function send(url: URL, init: RequestInit, isOwnPage: boolean): Promise<Response> {
    const jar = jars.get(url.origin) ?? new Map<string, Kept>();
    jars.set(url.origin, jar);
    const cookie = [...jar]
      .filter(([, kept]) => url.pathname.startsWith(kept.path) && (isOwnPage || !kept.isStrict))
      .map(([name, { value }]) => `${name}=${value}`)
      .join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      const path = /;\s*path=([^;]*)/i.exec(set)?.[1] ?? "/";
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(set)) jar.delete(name);
      else jar.set(name, { value, set, path, isStrict: /samesite=strict/i.test(set) });
    }
    return response;
  }

  return {
    async go(start) {
      let url = new URL(start);
      const path = [url.href];
      for (let count = 0; count < MAX_REDIRECTS; count++) {
        const response = await send(url, { headers: { accept: "text/html" } }, false);
        const location = response.headers.get("location");
        const text = await response.text();
        if (location === null) return { url: url.href, status: response.status, text, path };
        url = new URL(location, url);
        path.push(url.href);
        if (stopAt(url)) return { url: url.href, status: response.status, text, path };
      }
      throw new Error(`redirects without end: ${path.join(" ")}`);
    },
    async ask(address, { method = "GET", body } = {}) {
      const url = new URL(address);
      const response = await send(
        url,
        {
          method,
          headers: {
            ...(method !== "GET" && { origin: url.origin }),
            ...(body !== undefined && { "content-type": "application/json" }),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        },
        true,
      );
      return { status: response.status, body: await response.json() };
    },
    cookies: (url) => [...(jars.get(new URL(url).origin)?.values() ?? [])].map(({ set }) => set),
    forget: () => jars.clear(),
  };
}
