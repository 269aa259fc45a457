import { z } from "@hono/zod-openapi";
import { permissions, roles } from "@toolmark/runtime/permissions";

/** Answer of `GET /v1/sign-in`. */
export const SignInWays = z
  .strictObject({
    oidc: z.boolean().openapi({
      description: "whether /v1/sign-in/oidc leads to the identity provider",
    }),
  })
  .openapi("SignInWays");
export type SignInWays = z.infer<typeof SignInWays>;

/** Body of `POST /v1/sign-in`. */
export const SignIn = z.strictObject({ token: z.string().min(1).max(8192) }).openapi("SignIn");
export type SignIn = z.infer<typeof SignIn>;

/** Answer of `GET /v1/me` and `POST /v1/sign-in`. */
export const MeAnswer = z
  .strictObject({
    name: z.string(),
    role: z.enum(roles),
    tenant: z.string().openapi({ description: "read and written without ?tenant=" }),
    tenants: z.array(z.string()).openapi({ description: "all that are opened, its own first" }),
    servers: z
      .array(z.string())
      .optional()
      .openapi({ description: "the only servers whose events are shown; absent: all" }),
    permissions: z.array(z.enum(permissions)),
    issuer: z.string().optional().openapi({ description: "identity provider that said so" }),
    version: z.string(),
    form: z.enum(["embedded", "scaled"]),
    demo: z.boolean().openapi({ description: "whether POST /v1/demo loads the demo's story" }),
  })
  .openapi("MeAnswer");
export type MeAnswer = z.infer<typeof MeAnswer>;

/** Answer of `POST /v1/sign-out`. */
export const SignOutAnswer = z.strictObject({ signed_in: z.literal(false) }).openapi("SignOut");
export type SignOutAnswer = z.infer<typeof SignOutAnswer>;

/** Answer of `POST /v1/demo`. */
export const DemoAnswer = z
  .strictObject({
    events: z.int().openapi({ description: "events of the story, also when it was there already" }),
    from: z.iso.datetime().openapi({ description: "when the story begins" }),
    to: z.iso.datetime().openapi({ description: "when it ends, not included" }),
    loaded_before: z.boolean().openapi({
      description: "it was there already: nothing but what was missing of it has been added",
    }),
  })
  .openapi("DemoAnswer");
export type DemoAnswer = z.infer<typeof DemoAnswer>;
