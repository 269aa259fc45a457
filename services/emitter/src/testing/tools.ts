import { audit } from "../audit-server.ts";

/** What a tool of the tests answers; both SDK lines take it. */
export interface ToolAnswer {
  [key: string]: unknown;
  content: { type: "text"; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
}

/** A text as a tool's answer. */
export function answer(text: string, more: Partial<ToolAnswer> = {}): ToolAnswer {
  return { content: [{ type: "text", text }], ...more };
}

/** Tools without arguments beyond `id` and `note`, by name, for servers of both SDK lines. */
export const tools: Readonly<
  Record<
    string,
    (args: { id: string; note?: string | undefined }, signal: AbortSignal) => Promise<ToolAnswer>
  >
> = {
  async update({ id }) {
    const before = { name: "Ada", phone: "1" };
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
    audit.touch({
      system: "crm",
      resource: `contact/${id}`,
      operation: "update",
      before,
      after: { name: "Ada", phone: "2" },
    });
    return answer(`updated ${id}`);
  },
  async fail() {
    return answer("the record is locked", { isError: true });
  },
  async outside() {
    return answer("Access denied - path outside allowed directories", { isError: true });
  },
  async throws() {
    throw new Error("connection to crm lost");
  },
  async deny() {
    audit.policy({ id: "refunds", rule_id: "limit", decision: "deny", reason: "above the limit" });
    throw new Error("not permitted");
  },
  async ignoresDenial() {
    audit.policy({ id: "refunds", decision: "deny" });
    audit.touch({ system: "bank", resource: "transfer/1", operation: "create" });
    return answer("done all the same");
  },
  async approved({ id }) {
    audit.policy({ id: "review", decision: "escalate" });
    audit.approval({
      id: "apr-1",
      required: true,
      status: "granted",
      channel: "desk",
      approver: { id: "dave@example.com", assurance: "verified" },
    });
    audit.policy({ id: "review", decision: "allow" });
    audit.policy({ id: "dlp", decision: "deny", mode: "audit" });
    audit.attr({ ticket: "T-1", password: "hunter2" });
    return answer(`approved ${id} ${audit.callId()}`);
  },
  async slow(_args, signal) {
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    audit.touch({ system: "crm", resource: "contact/9", operation: "update" });
    return answer("too late");
  },
  async mistakes() {
    audit.touch({ system: "crm", operation: "update", resouce: "typo" } as never);
    audit.touch({ system: "crm", operation: "peek" } as never);
    audit.policy({ decision: "maybe" } as never);
    audit.approval({ status: "granted", approver: { id: "x" } } as never);
    audit.attr("text" as never);
    return answer("fine");
  },
};
