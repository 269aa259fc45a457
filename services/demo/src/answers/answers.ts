import type { Json } from "@toolmark/schemas/normalized-event";

/** What every cited event is shown with. */
export interface CitedEvent {
  /** `event.id`, whole. */
  event: string;
  /** RFC 3339, UTC. */
  time: string;
  /** Who, as far as the event says. */
  actor: string;
  /** How far `actor` can be relied on. */
  assurance: string;
  agent?: string;
  /** Name and version of the client; absent where nothing is known of it. */
  client?: string;
  /** How the client is known; nothing proves what it says of itself. */
  clientAssurance?: string;
  tool: string;
}

/** One change of the record in question. */
export interface ChangeRow extends CitedEvent {
  operation: string;
  fields: { name: string; before?: Json; after?: Json }[];
  approval?: {
    id: string;
    status: string;
    approver?: string;
    /** Whether it was given for exactly these arguments; absent where that cannot be told. */
    bound?: boolean;
  };
}

/** One call that was not let through. */
export interface BlockedRow extends CitedEvent {
  /** `policy/rule`, or `input schema` where the arguments were refused. */
  rule: string;
  reason: string;
}

/** A bulk read that a message to someone followed. */
export interface ReadThenSend {
  /** Records read or listed before the message. */
  records: number;
  /** First and last of the reads, then the message; whole event ids. */
  events: string[];
  recipient: string;
  /** Milliseconds from the last read to the message. */
  delayMs: number;
}

/** One call whose end nobody saw. */
export interface UnresolvedRow extends CitedEvent {
  call: string;
  /** What it was called with, where that was recorded. */
  arguments?: Json;
}

/** What one client did. */
export interface ClientTrace {
  client: string;
  actors: string[];
  agents: string[];
  calls: number;
  tools: { tool: string; effect: string; calls: number; blocked: number }[];
  /** URIs of everything read, in order of number and name. */
  read: string[];
  /** URIs of everything changed or sent. */
  changed: string[];
  readThenSend?: ReadThenSend;
}

/** One record in quarantine. */
export interface QuarantineRow {
  id: string;
  reason: string;
  detail: string;
  bytes: number;
}

/** An answer with the question that can be asked again to get it. */
export interface Cited<Content> {
  /** Path and query of the API, below its base URL. */
  path: string;
  rows: Content;
}

/** The five answers of the demo. */
export interface Answers {
  changes: Cited<ChangeRow[]> & { resource: string };
  rogue: Cited<ClientTrace>;
  blocked: Cited<BlockedRow[]>;
  unresolved: Cited<UnresolvedRow[]>;
  quarantine: Cited<QuarantineRow[]>;
}
