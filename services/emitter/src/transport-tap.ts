/** The part of an MCP transport that is listened to; both SDK lines have it. */
export interface Transport {
  onmessage?: ((message: never, extra?: never) => void) | undefined;
  onclose?: (() => void) | undefined;
  send(message: never, options?: never): Promise<void>;
  sessionId?: string | undefined;
}

/** Sees the messages of a transport. What these functions throw is kept from the server. */
export interface Tap {
  /** A message came in; `deliver` hands it to the server and must be called exactly once. */
  incoming(message: unknown, extra: unknown, deliver: () => void): void;
  /** A message is about to be sent. */
  outgoing(message: unknown, options: unknown): void;
  /** The connection is gone; the server will be told next. */
  closed(): void;
}

/**
 * A stand-in for a transport that lets a tap see every message. It is a proxy, so that the transport
 * itself stays as it is, also for those who hold it; checks like `instanceof` see the transport.
 */
export function tapTransport<Kind extends Transport>(transport: Kind, tap: Tap): Kind {
  const bound = new Map<PropertyKey, { from: unknown; to: unknown }>();
  let listener: Kind["onmessage"];
  let hasListener = false;

  const send = (message: never, options?: never): Promise<void> => {
    tap.outgoing(message, options);
    return transport.send(message, options);
  };

  return new Proxy(transport, {
    get(target, property) {
      if (property === "send") return send;
      if (property === "onmessage" && hasListener) return listener;
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function" || property === "constructor") return value;
      // Methods with private members work on the transport only.
      const known = bound.get(property);
      if (known?.from === value) return known.to;
      const to: unknown = value.bind(target);
      bound.set(property, { from: value, to });
      return to;
    },
    set(target, property, value: unknown) {
      if (property === "onclose" && typeof value === "function") {
        const told = value as () => void;
        const tapped = () => {
          tap.closed();
          told();
        };
        return Reflect.set(target, property, tapped, target);
      }
      if (property !== "onmessage") return Reflect.set(target, property, value, target);
      hasListener = true;
      listener = value as Kind["onmessage"];
      if (typeof value !== "function") return Reflect.set(target, property, value, target);
      const inner = value as (message: unknown, extra?: unknown) => void;
      const tapped = (message: unknown, extra?: unknown) =>
        tap.incoming(message, extra, () => inner(message, extra));
      return Reflect.set(target, property, tapped, target);
    },
  });
}
