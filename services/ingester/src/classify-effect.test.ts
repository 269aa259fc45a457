import type { NormalizedEvent } from "@toolmark/schemas/normalized-event";
import { expect, test } from "vitest";

import { classifyEffect } from "./classify-effect.ts";

type Hints = NonNullable<NonNullable<NormalizedEvent["tool"]>["annotations"]>;
const none: Hints = { read_only: null, destructive: null, idempotent: null, open_world: null };

function effect(options: { name?: string; hints?: Partial<Hints>; operations?: string[] }) {
  return classifyEffect({
    method: "tools/call",
    tool: {
      name: options.name ?? "frobnicate",
      ...(options.hints === undefined ? {} : { annotations: { ...none, ...options.hints } }),
    },
    downstream: (options.operations ?? []).map((operation) => ({
      system: "crm",
      operation: operation as "read",
    })),
  });
}

test("what was observed counts over a milder declaration, and both are kept", () => {
  expect(effect({ hints: { read_only: true }, operations: ["read", "update"] })).toEqual({
    class: "write",
    source: "observed",
    declared: "read",
    observed: "write",
  });
});

test("a more severe declaration counts over what was observed", () => {
  expect(effect({ hints: { destructive: true }, operations: ["read"] })).toEqual({
    class: "destructive",
    source: "declared",
    declared: "destructive",
    observed: "read",
  });
});

test.each([
  [{ read_only: true }, "read"],
  [{ read_only: false }, "write"],
  [{ destructive: false }, "write"],
  [{ read_only: false, destructive: true }, "destructive"],
])("hints %j declare %s", (hints, expected) => {
  expect(effect({ hints })?.declared).toBe(expected);
});

test("hints that are absent declare nothing", () => {
  expect(effect({ hints: {} })).toEqual({ class: "write", source: "default" });
});

test.each([
  ["get_user_details", "read"],
  ["crm.contacts.update", "write"],
  ["deleteContact", "destructive"],
  ["get_and_delete", "destructive"],
  ["bulletin", "write"],
])("without facts the tool's name %s says %s", (name, expected) => {
  expect(effect({ name })?.class).toBe(expected);
});

test("reading a resource or a prompt is a read, and facts without a method have no effect", () => {
  expect(classifyEffect({ method: "resources/read" })?.class).toBe("read");
  expect(classifyEffect({})).toBeUndefined();
});
