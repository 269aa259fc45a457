import { randomBytes } from "node:crypto";

import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  OAuthError,
  OAuthErrorCode,
  originValidationResponse,
  requireBearerAuth,
} from "@modelcontextprotocol/server";
import type { AuthInfo, McpServer } from "@modelcontextprotocol/server";
import { listen } from "@toolmark/runtime/http";

import type { Approvals } from "./approvals.ts";
import type { Crm } from "./crm.ts";
import { createApprovalCodec, createModernServer } from "./modern-server.ts";
import { ISSUER } from "./people.ts";
import type { People } from "./people.ts";

/** A CRM server that listens on loopback. */
export interface HttpCrm extends AsyncDisposable {
  /** The MCP endpoint. */
  url: string;
}

/**
 * Serves the CRM over streamable HTTP on a free port of 127.0.0.1, to both protocol eras, to holders
 * of a token only. `onServer` is given each request's server before it is used; `onRefused` hears of
 * requests that are turned away before any server is made.
 */
export async function startHttpCrm(options: {
  crm: Crm;
  approvals: Approvals;
  people: People;
  onServer: (server: McpServer) => void;
  onRefused: (request: Request, response: Response) => void;
}): Promise<HttpCrm> {
  const { people } = options;
  const codec = createApprovalCodec(randomBytes(32));
  const gate = requireBearerAuth({
    verifier: {
      async verifyAccessToken(token): Promise<AuthInfo> {
        const holder = people.holderOf(token);
        if (holder === undefined)
          throw new OAuthError(OAuthErrorCode.InvalidToken, "this token is not known here");
        return {
          token,
          clientId: holder.clientId,
          scopes: [...holder.scopes],
          expiresAt: Math.floor(holder.expiresAt / 1000),
          // Claims of the token (RFC 7519, RFC 8693): the SDK has no members of its own for them.
          extra: {
            sub: holder.id,
            iss: ISSUER,
            name: holder.name,
            ...(holder.agent === undefined ? {} : { act: { sub: holder.agent } }),
          },
        };
      },
    },
  });
  const handler = createMcpHandler(({ authInfo }) => {
    const holder = authInfo === undefined ? undefined : people.holderOf(authInfo.token);
    if (holder === undefined) throw new Error("a request reached the CRM without a holder");
    const server = createModernServer({ ...options, codec, caller: holder });
    options.onServer(server);
    return server;
  });
  const app = {
    async fetch(request: Request) {
      const refused =
        hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
        originValidationResponse(request, localhostAllowedOrigins());
      const admitted = refused ?? (await gate(request));
      if (!(admitted instanceof Response)) return handler.fetch(request, { authInfo: admitted });
      options.onRefused(request, admitted);
      return admitted;
    },
  };
  const listener = await listen(app, { port: 0 });
  return {
    url: `${listener.url}/mcp`,
    async [Symbol.asyncDispose]() {
      await handler.close();
      await listener[Symbol.asyncDispose]();
    },
  };
}
