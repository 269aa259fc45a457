/** One message of server-sent events. */
export interface StreamMessage {
  /** Absent where only the id was sent. */
  data?: string;
  event: string;
  /** The last id that was sent, with this message or before it. */
  id?: string;
  retry?: number;
}

/**
 * Reads server-sent events (HTML standard, section 9.2.6). Messages without data are given too, since
 * their id says how far the stream has come. Ends when the stream ends or the signal is aborted, and
 * throws when the connection breaks; the stream is let go of either way.
 */
export async function* readMessages(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<StreamMessage> {
  const reader = body.getReader();
  const cancel = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener("abort", cancel, { once: true });
  const decoder = new TextDecoder();
  let text = "";
  let id: string | undefined;
  let message: { event: string; data: string[]; retry?: number } = { event: "message", data: [] };
  let isEmpty = true;

  function* take(line: string): Generator<StreamMessage> {
    if (line === "") {
      const { data, ...rest } = message;
      if (!isEmpty)
        yield {
          ...rest,
          ...(data.length > 0 && { data: data.join("\n") }),
          ...(id !== undefined && { id }),
        };
      message = { event: "message", data: [] };
      isEmpty = true;
      return;
    }
    const [, name = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (name === "") return;
    isEmpty = false;
    if (name === "data") message.data.push(value);
    else if (name === "event") message.event = value;
    else if (name === "id" && !value.includes("\0")) id = value;
    else if (name === "retry" && /^\d+$/.test(value)) message.retry = Number(value);
  }

  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const lines = text.split(/\r\n|\n|\r(?!$)/);
      text = lines.pop() ?? "";
      for (const line of lines) yield* take(line);
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}
