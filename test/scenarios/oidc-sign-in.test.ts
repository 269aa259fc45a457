import { createBrowser } from "@toolmark/query-api/web/browser.fixture";
import { CALLBACK_PATH } from "@toolmark/query-api/web/sign-in-settings";
import { startBrowserProvider } from "@toolmark/runtime/browser-provider.fixture";
import { AUDIENCE } from "@toolmark/runtime/identity-provider.fixture";
import { describe, expect, test } from "vitest";

import { forms, openStack } from "./open-stack.ts";

describe.each(forms)("a browser and an identity provider in the %s form", (form) => {
  test("sign people in, and what they read is recorded under their name", async () => {
    await using provider = await startBrowserProvider();
    await using stack = await openStack(form, {
      env: {
        TOOLMARK_OIDC_ISSUER: provider.issuer,
        TOOLMARK_OIDC_AUDIENCE: AUDIENCE,
        TOOLMARK_OIDC_ROLE_CLAIM: "groups",
        TOOLMARK_OIDC_ROLES: "secops=responder,sre=on-call",
        TOOLMARK_OIDC_CLIENT_ID: provider.clientId,
        TOOLMARK_OIDC_CLIENT_SECRET: provider.clientSecret ?? "",
      },
    });
    const url = stack.queryUrl;
    provider.sendBackTo(`${url}${CALLBACK_PATH}`);
    const browser = createBrowser();
    expect((await browser.ask(`${url}/v1/sign-in`)).body).toEqual({ oidc: true });
    expect((await browser.ask(`${url}/v1/me`)).status).toBe(401);

    provider.account = { id: "eve", claims: { groups: ["staff"], toolmark_tenants: ["default"] } };
    const refused = await browser.go(`${url}/v1/sign-in/oidc?return=/policy`);
    expect(refused.url).toBe(`${url}/sign-in?error=not_permitted&return=%2Fpolicy`);
    expect((await browser.ask(`${url}/v1/me`)).status).toBe(401);

    browser.forget();
    provider.account = {
      id: "mary",
      claims: { groups: ["secops"], toolmark_tenants: ["default"], email: "mary@x.test" },
    };
    const landed = await browser.go(`${url}/v1/sign-in/oidc?return=/policy%3Frule%3Dx`);
    expect(landed.url).toBe(`${url}/policy?rule=x`);
    expect(await browser.ask(`${url}/v1/me`)).toMatchObject({
      status: 200,
      body: { name: "mary@x.test", role: "responder", form, issuer: provider.issuer },
    });
    const query = "kind=all&q=type:audit.searched%20actor:mary@x.test";
    await expect
      .poll(
        async () => {
          const { body } = await browser.ask(`${url}/v1/search?${query}`);
          return (body as { events?: object[] }).events;
        },
        { timeout: 30_000 },
      )
      .toContainEqual(
        expect.objectContaining({
          actor: expect.objectContaining({ id: "mary@x.test", issuer: provider.issuer }),
        }),
      );
  });
});
