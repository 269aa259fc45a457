import { AuditEvent } from "@toolmark/schemas/event";

const { shape } = AuditEvent;
const { checks } = shape.policy.unwrap().shape;

/** Parts of an event that are written by users of this package, each as strict as the event. */
export const eventParts = {
  actor: shape.actor.unwrap(),
  approval: shape.approval.unwrap(),
  policyCheck: checks.unwrap().element,
  downstream: shape.downstream.unwrap().element,
};

/** Who initiated a call. */
export type Actor = NonNullable<AuditEvent["actor"]>;
/** One policy's verdict on a call. */
export type PolicyCheck = NonNullable<NonNullable<AuditEvent["policy"]>["checks"]>[number];
/** Where the approval of a call stands. */
export type Approval = NonNullable<AuditEvent["approval"]>;
/** One operation on a record of another system. */
export type Downstream = NonNullable<AuditEvent["downstream"]>[number];

/** What became of a part: `faults` says in words what was not kept. */
export interface CheckedPart<Part> {
  part: Part | undefined;
  faults: string[];
}

/** What is used of a zod schema. */
interface PartSchema<Part> {
  safeParse(
    value: unknown,
  ): { success: true; data: Part } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  code?: string | undefined;
  message: string;
  path: readonly PropertyKey[];
  keys?: readonly string[];
  maximum?: number | bigint;
}

/** What is wrong, without the value that is. */
export function describeIssue({ path, message }: Issue): string {
  return `${path.map(String).join(".") || "value"}: ${message}`;
}

/**
 * Checks a part strictly and keeps what is right of it: unknown members and wrong optional ones go,
 * long texts and lists are cut. The part is undefined when a required member is wrong.
 */
export function checkPart<Part>(schema: PartSchema<Part>, given: unknown): CheckedPart<Part> {
  const first = schema.safeParse(given);
  if (first.success) return { part: first.data, faults: [] };
  const { issues } = first.error;
  const faults = issues.map(describeIssue);
  const repaired = copyOf(given);
  for (const issue of issues) repair(repaired, issue);
  const second = schema.safeParse(repaired);
  return { part: second.success ? second.data : undefined, faults };
}

function copyOf(given: unknown): unknown {
  try {
    return structuredClone(given);
  } catch {
    return undefined;
  }
}

function repair(root: unknown, issue: Issue): void {
  let parent: unknown = root;
  for (const part of issue.path.slice(0, -1)) parent = memberOf(parent, part);
  const last = issue.path.at(-1);
  if (issue.code === "unrecognized_keys") {
    const owner = last === undefined ? root : memberOf(parent, last);
    if (isRecord(owner)) for (const key of issue.keys ?? []) delete owner[key];
    return;
  }
  if (last === undefined || !isRecord(parent)) return;
  const value = parent[String(last)];
  if (issue.code === "too_big" && (typeof value === "string" || Array.isArray(value)))
    parent[String(last)] = value.slice(0, Number(issue.maximum));
  else delete parent[String(last)];
}

function memberOf(value: unknown, key: PropertyKey): unknown {
  return isRecord(value) ? value[String(key)] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
