import type { effectClasses } from "@toolmark/schemas/event";
import type { Effect, NormalizedEvent } from "@toolmark/schemas/normalized-event";

type EffectClass = (typeof effectClasses)[number];

const severity: Record<EffectClass, number> = { read: 0, write: 1, destructive: 2 };

const operationEffect = {
  read: "read",
  list: "read",
  create: "write",
  update: "write",
  execute: "write",
  send: "write",
  grant: "write",
  delete: "destructive",
  revoke: "destructive",
} as const;

// Whole words of a tool's name, the most severe first: "delete_and_get" deletes.
const verbs: readonly (readonly [EffectClass, ReadonlySet<string>])[] = [
  [
    "destructive",
    new Set("delete remove destroy drop purge wipe erase cancel revoke terminate".split(" ")),
  ],
  [
    "write",
    new Set(
      "create update set add insert write edit move send book post put patch upload refund transfer approve grant execute run import merge".split(
        " ",
      ),
    ),
  ],
  [
    "read",
    new Set(
      "get list read search find fetch query describe show view lookup count calculate think check status export download".split(
        " ",
      ),
    ),
  ],
];

/**
 * Says what a call does: as observed in downstream operations, as declared by the tool's annotations
 * (absent hints are not declarations: MCP's defaults are not merged in), by its name, or `write` when
 * nothing is known. The most severe of observed and declared counts.
 */
export function classifyEffect(
  event: Pick<NormalizedEvent, "method" | "tool" | "downstream">,
): Effect | undefined {
  if (event.method === undefined) return undefined;
  if (event.method !== "tools/call") return { class: "read", source: "declared", declared: "read" };
  const observed = mostSevere(
    (event.downstream ?? []).map((entry) => operationEffect[entry.operation]),
  );
  const declared = declaredEffect(event.tool?.annotations);
  const facts = {
    ...(declared === undefined ? {} : { declared }),
    ...(observed === undefined ? {} : { observed }),
  };
  if (
    observed !== undefined &&
    (declared === undefined || severity[observed] >= severity[declared])
  )
    return { class: observed, source: "observed", ...facts };
  if (declared !== undefined) return { class: declared, source: "declared", ...facts };
  const named = effectOfName(event.tool?.name ?? "");
  return named === undefined
    ? { class: "write", source: "default" }
    : { class: named, source: "name" };
}

function declaredEffect(
  hints: NonNullable<NormalizedEvent["tool"]>["annotations"],
): EffectClass | undefined {
  if (hints?.read_only === true) return "read";
  if (hints?.destructive === true) return "destructive";
  if (hints?.read_only === false || hints?.destructive === false) return "write";
  return undefined;
}

function effectOfName(name: string): EffectClass | undefined {
  const words = name
    .replaceAll(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/);
  return verbs.find(([, known]) => words.some((word) => known.has(word)))?.[0];
}

function mostSevere(classes: readonly EffectClass[]): EffectClass | undefined {
  let found: EffectClass | undefined;
  for (const entry of classes) {
    if (found === undefined || severity[entry] > severity[found]) found = entry;
  }
  return found;
}
