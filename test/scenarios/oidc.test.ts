import { AUDIENCE, startIdentityProvider } from "@toolmark/runtime/identity-provider.fixture";
import { describe, expect, test } from "vitest";

import { generateEvents } from "../fixtures/generate-events.ts";
import { post } from "./intake.ts";
import { forms, openStack } from "./open-stack.ts";

describe.each(forms)("an identity provider in the %s form", (form) => {
  test("lets people read and emitters write, as its tokens say, and nobody else", async () => {
    await using provider = await startIdentityProvider();
    await using stack = await openStack(form, {
      env: {
        TOOLMARK_OIDC_ISSUER: provider.issuer,
        TOOLMARK_OIDC_AUDIENCE: AUDIENCE,
        TOOLMARK_OIDC_ROLE_CLAIM: "groups",
        TOOLMARK_OIDC_ROLES: "secops=responder,sre=on-call,agents=emitter",
      },
    });
    const tenant = { toolmark_tenants: ["default"] };
    const tokens = {
      mary: await provider.accessToken({ ...tenant, groups: ["secops"], email: "mary@x.test" }),
      agent: await provider.accessToken({ ...tenant, groups: ["agents"] }),
      nobody: await provider.accessToken({ ...tenant, groups: ["staff"] }),
      elsewhere: await provider.accessToken(
        { ...tenant, groups: ["secops"] },
        "https://payroll.example",
      ),
    };
    const search = async (token: string, query = "") => {
      const response = await fetch(`${stack.queryUrl}/v1/search?kind=all${query}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const body: { events?: { actor?: object }[]; code?: string } = JSON.parse(
        await response.text(),
      );
      return { status: response.status, ...body };
    };

    const [event] = generateEvents({ seed: 1, count: 1, start: Date.now() - 1000, step: 1 });
    const emitter = { intakeUrl: stack.intakeUrl, emitterToken: tokens.agent };
    expect((await post(emitter, JSON.stringify(event))).status).toBe(200);
    await expect
      .poll(async () => (await search(tokens.mary, "&q=-type:audit.*")).events?.length, {
        timeout: 30_000,
      })
      .toBe(1);
    for (const token of [tokens.nobody, tokens.elsewhere])
      expect(await search(token)).toMatchObject({ status: 401, code: "not_authenticated" });
    expect(await search(tokens.agent)).toMatchObject({ status: 403 });

    // Her reads are recorded under the name that the provider gives her.
    await expect
      .poll(async () => (await search(stack.adminToken, "&q=type:audit.searched")).events, {
        timeout: 30_000,
      })
      .toContainEqual(
        expect.objectContaining({
          actor: expect.objectContaining({ id: "mary@x.test", issuer: provider.issuer }),
        }),
      );
  });
});
