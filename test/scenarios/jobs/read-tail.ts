/** What one connection to a tail gave. */
export interface TailPart {
  /** Ids of the events that came, in order. */
  events: string[];
  /** Id of the last message, with which the next connection goes on. */
  last: string | undefined;
}

/**
 * Connects to a tail and reads until `most` events came or nothing came for `idleMs`, then drops the
 * connection, as a network does. Server-sent events as the HTML standard says, section 9.2.6.
 */
export async function readTail(
  url: URL,
  options: { token: string; after: string | undefined; most: number; idleMs: number },
): Promise<TailPart> {
  const { token, after, most, idleMs } = options;
  const connection = new AbortController();
  const response = await fetch(url, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: "text/event-stream",
      ...(after !== undefined && { "last-event-id": after }),
    },
    signal: connection.signal,
  });
  if (!response.ok || response.body === null)
    throw new Error(`the tail answered ${response.status}: ${await response.text()}`);
  const part: TailPart = { events: [], last: after };
  let timer = setTimeout(() => connection.abort(), idleMs);
  try {
    let text = "";
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const messages = text.split("\n\n");
      text = messages.pop() ?? "";
      for (const message of messages) {
        const fields = fieldsOf(message);
        part.last = fields.get("id") ?? part.last;
        if (fields.get("event") !== "event") continue;
        const { event } = JSON.parse(fields.get("data") ?? "") as { event: { id: string } };
        part.events.push(event.id);
        clearTimeout(timer);
        timer = setTimeout(() => connection.abort(), idleMs);
        if (part.events.length >= most) return part;
      }
    }
  } catch (error) {
    if (!connection.signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    connection.abort();
  }
  return part;
}

function fieldsOf(message: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of message.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).replace(/^ /, ""));
  }
  return fields;
}
