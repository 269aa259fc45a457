import { describe, expect, inject, test } from "vitest";

import { forms } from "./open-stack.ts";
import { runToEnd } from "./run-service.ts";

describe.each(forms)("the demo's incident (%s)", (form) => {
  test("is answered as expected, and the dead call is unknown, never success", async () => {
    const { code, stdout, stderr } = await runToEnd("@toolmark/demo/main", {
      args: ["--exit", "--json", ...(form === "scaled" ? ["--scaled"] : [])],
      env: {
        TOOLMARK_KAFKA_BROKERS: inject("kafkaBrokers").join(","),
        TOOLMARK_ELASTICSEARCH_URL: inject("elasticsearchUrl"),
      },
      timeoutMs: 100_000,
    });
    expect(code, stderr).toBe(0);
    const document = JSON.parse(stdout) as {
      expected: boolean;
      answers: Record<string, unknown>;
      mismatches: string[];
    };
    expect(document.mismatches).toEqual([]);
    expect(document.expected).toBe(true);
    expect(Object.keys(document.answers).length).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(document.answers["unresolved"])).toContain("unknown");
  }, 120_000);
});
