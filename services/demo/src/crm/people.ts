import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { KeyObject } from "node:crypto";

import type { Caller, Scope } from "./tool.ts";

/** Who a bearer token of the CRM stands for: a person, perhaps through an agent (RFC 8693 `act`). */
export interface Holder extends Caller {
  name: string;
  /** OAuth client that the token was issued to. */
  clientId: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Issuer of the tokens of the demo. */
export const ISSUER = "https://id.example.com";

const TOKEN_TTL_MS = 3_600_000;

const everyday: readonly Scope[] = [
  "contacts:read",
  "contacts:write",
  "users:read",
  "users:admin",
  "billing:refund",
  "mail:send",
];

const grants = {
  alice: {
    id: "alice@example.com",
    name: "Alice Adams",
    agent: "sales-bot",
    clientId: "sales-bot",
    scopes: everyday,
  },
  bob: {
    id: "bob@example.com",
    name: "Bob Brandt",
    agent: "export-bot",
    clientId: "export-bot",
    scopes: ["contacts:read", "contacts:delete", "mail:send"],
  },
  carol: {
    id: "carol@example.com",
    name: "Carol Chen",
    clientId: "support-console",
    scopes: everyday,
  },
} as const satisfies Record<string, Omit<Holder, "expiresAt">>;

/** People who can hold a token. */
export type HolderName = keyof typeof grants;

/** Tokens of one play: random, known only to this process. */
export interface People {
  tokens: Readonly<Record<HolderName, string>>;
  /** Finds who holds a token. */
  holderOf(token: string): Holder | undefined;
}

/** Issues a token to everyone. */
export function createPeople(now: number = Date.now()): People {
  const names = Object.keys(grants) as HolderName[];
  const issued = names.map(
    (name) => [name, `crm_${randomBytes(24).toString("base64url")}`] as const,
  );
  const holders = new Map<string, Holder>(
    issued.map(([name, token]) => [
      token,
      {
        ...grants[name],
        expiresAt: now + TOKEN_TTL_MS,
      },
    ]),
  );
  return {
    tokens: Object.fromEntries(issued) as Record<HolderName, string>,
    holderOf: (token) => holders.get(token),
  };
}

/** Someone whose signature grants or refuses approvals. */
export interface Approver {
  id: string;
  privateKey: KeyObject;
  /** PEM of the public half. */
  publicKey: string;
}

/** Dave, with a new key for this play. */
export function createApprover(): Approver {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return {
    id: "dave@example.com",
    privateKey,
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}

/** Everything that a login at the company's own machine may do. */
export const deskScopes: readonly Scope[] = everyday;
