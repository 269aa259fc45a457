import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { z } from "zod";

import type { CursorSeal } from "../cursor-seal.ts";

/** Cookie of a signed-in browser. */
export const SESSION_COOKIE = "toolmark_session";

/** How long a sign-in lasts at most, milliseconds. */
export const MAX_SESSION_MS = 12 * 60 * 60 * 1000;

// Browsers drop a cookie above 4,096 bytes with its name and attributes; tokens of providers can be longer.
const MAX_PART_LENGTH = 3800;
const MAX_PARTS = 3;
const CONTEXT = "session";

const Session = z.strictObject({
  token: z.string().min(1),
  /** When it ends, milliseconds since the epoch. */
  until: z.int(),
});

/** Keeps a token in a browser's cookies in a form that only this service can read. */
export interface SessionCookies {
  /** Returns false when the token is too long for cookies; nothing is set then. */
  set(c: Context, token: string, options: { isSecure: boolean; expiresAt?: number }): boolean;
  clear(c: Context, options: { isSecure: boolean }): void;
  /** The token of a request's cookies; undefined without cookies that were set here and still count. */
  token(c: Context): string | undefined;
}

/**
 * Creates the cookies of sign-ins: HttpOnly, SameSite=Strict, for this host alone, gone with the
 * browser or with the token's own end. What is sealed counts for twelve hours.
 */
export function createSessionCookies(seal: CursorSeal): SessionCookies {
  const names = Array.from({ length: MAX_PARTS }, (_, index) =>
    index === 0 ? SESSION_COOKIE : `${SESSION_COOKIE}_${index + 1}`,
  );
  const base = { httpOnly: true, sameSite: "Strict", path: "/" } as const;

  return {
    set(c, token, { isSecure, expiresAt }) {
      const now = Date.now();
      const until = Math.min(now + MAX_SESSION_MS, expiresAt ?? Number.POSITIVE_INFINITY);
      const text = seal.seal(CONTEXT, { token, until: Math.floor(until) } satisfies Session);
      if (text.length > MAX_PART_LENGTH * MAX_PARTS) return false;
      const maxAge =
        expiresAt === undefined ? {} : { maxAge: Math.max(0, Math.floor((until - now) / 1000)) };
      for (const [index, name] of names.entries()) {
        const part = text.slice(index * MAX_PART_LENGTH, (index + 1) * MAX_PART_LENGTH);
        if (part !== "") setCookie(c, name, part, { ...base, ...maxAge, secure: isSecure });
        // What a longer token left behind would be taken for the end of this one.
        else if (getCookie(c, name) !== undefined) remove(c, name, isSecure);
      }
      return true;
    },
    clear(c, { isSecure }) {
      for (const name of names)
        if (name === SESSION_COOKIE || getCookie(c, name) !== undefined) remove(c, name, isSecure);
    },
    token(c) {
      const text = names.map((name) => getCookie(c, name) ?? "").join("");
      const session = Session.safeParse(seal.open(CONTEXT, text));
      return session.success && session.data.until > Date.now() ? session.data.token : undefined;
    },
  };

  function remove(c: Context, name: string, isSecure: boolean): void {
    setCookie(c, name, "", { ...base, maxAge: 0, secure: isSecure });
  }
}

type Session = z.infer<typeof Session>;
