import { hash } from "node:crypto";

import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import canonicalize from "canonicalize";
import { describe, expect, test } from "vitest";

import { openDocument } from "./open-document.ts";
import { sealEvent } from "./seal-event.ts";
import { verifyDocument } from "./verify-document.ts";

const event: NormalizedEvent = {
  schema: "toolmark.event/1",
  event: { id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f", type: "call.completed" },
  time: { occurred: "2026-11-24T08:00:00.000Z", duration_ms: 1.5 },
  vantage: "server",
  emitter: { id: "crm" },
  tenant: "default",
  environment: "test",
  provenance: { level: "authenticated", emitter: "crm" },
  actor: { type: "user", id: "u-1", claims: { email: "alice@example.com" }, assurance: "verified" },
  client: { name: "desk", address: { ip: "127.0.0.1" }, assurance: "self_reported" },
  method: "tools/call",
  call: { id: "0192f0c1-7c2e-7d1a-9f6e-0f2b1c3d4e5f" },
  operation: { id: "0192f0c1-7c2e-7d1a-9f6e-0f2b1c3d4e5f" },
  params: { value: { note: 'quote " backslash \\ \u2028 😀', 10: 1, 2: 2, "a.b": null } },
  result: { value: "ok" },
  outcome: { status: "success", executed: true },
  downstream: [{ system: "crm", resource: "contact/42", operation: "update" }],
  changes: [{ before: { phone: "1" }, after: { phone: "2" } }],
};

describe("sealing", () => {
  test("a sealed event opens to the same event", () => {
    const document = JSON.parse(JSON.stringify(sealEvent(event, 1)));
    expect(openDocument(document)).toEqual(event);
    expect(verifyDocument(document)).toEqual([]);
  });

  test("the payload holds no redactable value and its digest is that of its RFC 8785 bytes", () => {
    const document = sealEvent(event, 1);
    const payload = canonicalize(document.p) ?? "";
    expect(payload).not.toMatch(/alice|127\.0\.0\.1|backslash|phone/);
    expect(hash("sha256", payload, "base64url")).toBe(document.leaf.sha256);
  });

  test("removing a value and its salt leaves the digest valid and the value gone", () => {
    const document = sealEvent(event, 1);
    const { params: _value, ...x } = document.x;
    const { params: _salt, ...s } = document.s;
    const redacted = { ...document, x, s };
    expect(verifyDocument(redacted)).toEqual([]);
    expect(openDocument(redacted)).not.toHaveProperty("params");
  });

  test("sealing the same event twice gives different digests", () => {
    expect(sealEvent(event, 1).leaf.sha256).not.toBe(sealEvent(event, 1).leaf.sha256);
  });

  test.each([
    ["a changed payload", (d: ReturnType<typeof sealEvent>) => void (d.p["environment"] = "prod")],
    ["a changed value", (d: ReturnType<typeof sealEvent>) => void (d.x.result = { value: "no" })],
    [
      "a value moved to another name",
      (d: ReturnType<typeof sealEvent>) =>
        void ((d.x.error = d.x.result ?? null), (d.s.error = d.s.result ?? "")),
    ],
    ["a value without its salt", (d: ReturnType<typeof sealEvent>) => void delete d.s.params],
  ])("%s is found", (_name, tamper) => {
    const document = sealEvent(event, 1);
    tamper(document);
    expect(verifyDocument(document)).not.toEqual([]);
  });
});
