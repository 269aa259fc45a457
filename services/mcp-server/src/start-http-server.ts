import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from "@modelcontextprotocol/server";
import { listen } from "@toolmark/runtime/http";
import type { Listener } from "@toolmark/runtime/http";

import { createAuditMcpServer } from "./create-audit-mcp-server.ts";

/**
 * Serves MCP over streamable HTTP at `/mcp` of 127.0.0.1. The caller's bearer token goes on to the
 * query API as it came: it decides what the caller sees, and a request without one is refused.
 */
export async function startHttpServer(options: { url: string; port: number }): Promise<Listener> {
  const handler = createMcpHandler(({ authInfo }) => {
    if (authInfo === undefined) throw new Error("a request without a token was let through");
    return createAuditMcpServer({ url: options.url, token: authInfo.token });
  });
  const listener = await listen(
    {
      fetch: async (request: Request) => {
        const refused =
          hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
          originValidationResponse(request, localhostAllowedOrigins());
        if (refused !== undefined) return refused;
        if (new URL(request.url).pathname !== "/mcp") return new Response(null, { status: 404 });
        const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(
          request.headers.get("authorization") ?? "",
        )?.[1];
        if (token === undefined)
          return new Response(null, {
            status: 401,
            headers: { "www-authenticate": 'Bearer realm="toolmark"' },
          });
        return await handler.fetch(request, {
          authInfo: { token, clientId: "unknown", scopes: [] },
        });
      },
    },
    { port: options.port },
  );
  return {
    ...listener,
    [Symbol.asyncDispose]: async () => {
      await handler.close();
      await listener[Symbol.asyncDispose]();
    },
  };
}
