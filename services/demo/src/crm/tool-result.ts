import type { Step } from "./call-tool.ts";

/** A finished step as an MCP tool result, the same for both SDKs; refusals are tool errors. */
export function toolResult(step: Exclude<Step, { kind: "approval" }>) {
  if (step.kind !== "done")
    return { isError: true, content: [{ type: "text" as const, text: step.message }] };
  return {
    content: [{ type: "text" as const, text: JSON.stringify(step.result) }],
    structuredContent: step.result,
  };
}
