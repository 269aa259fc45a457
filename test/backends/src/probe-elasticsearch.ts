const ANSWER_WITHIN_MS = 5_000;

/**
 * Asks `_cluster/health` of each URL and rejects, naming the URL without its credentials, unless
 * the answer is yellow or green.
 */
export async function probeElasticsearch(addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    const { url, headers } = withoutCredentials(address);
    const response = await fetch(new URL("_cluster/health", url), {
      headers,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    }).catch((error: unknown) => {
      throw new Error(`cannot connect to ${url}`, { cause: error });
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${url} answers HTTP ${response.status} to _cluster/health`);
    const status = /"status":"(\w+)"/.exec(body)?.[1];
    if (status === undefined) throw new Error(`${url} answers, but not as Elasticsearch does`);
    if (status === "red") throw new Error(`${url} reports the cluster status red`);
  }
}

function withoutCredentials(address: string): { url: string; headers: Record<string, string> } {
  if (!URL.canParse(address)) throw new Error("the value is not a URL such as http://host:9200");
  const url = new URL(address);
  const user = decodeURIComponent(url.username);
  const password = decodeURIComponent(url.password);
  url.username = "";
  url.password = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  const headers: Record<string, string> = {};
  if (user !== "") {
    headers["authorization"] = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  }
  return { url: url.href, headers };
}
