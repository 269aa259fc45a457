import { z } from "zod";

// Where it may, zod makes functions out of text. The pages' CSP forbids it, and already the attempt is
// a violation, so this module runs before any schema is made.
z.config({ jitless: true });
