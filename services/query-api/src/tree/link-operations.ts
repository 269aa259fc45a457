import type { BuiltOperation } from "./build-tree.ts";
import type { TreeOperation } from "./tree-parts.ts";

/** An operation with its place in the tree. */
export type PlacedOperation = Pick<TreeOperation, "depth" | "parent" | "missing_parent"> & {
  operation: BuiltOperation;
};

/**
 * Places operations below their parents, each after its parent, in order of their start. What an
 * operation names as its parent comes before what its spans say. A circle of parents, which only
 * faulty or hostile events make, is cut where it was met first. Pure, and not recursive: chains of
 * parents may be as long as there are operations.
 */
export function linkOperations(operations: readonly BuiltOperation[]): PlacedOperation[] {
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const bySpan = new Map<string, { operation: BuiltOperation; callId: string }>();
  for (const operation of operations)
    for (const { spans, call } of operation.calls)
      if (spans.trace !== undefined && spans.span !== undefined)
        bySpan.set(`${spans.trace} ${spans.span}`, { operation, callId: call.call_id });

  const parents = new Map<BuiltOperation, TreeOperation["parent"] & {}>();
  for (const operation of operations) {
    const parent = parentOf(operation, byId, bySpan);
    if (parent !== undefined) parents.set(operation, parent);
  }
  cutCircles(operations, parents, byId);
  const children = Map.groupBy(
    operations.toSorted((left, right) => (startOf(left) < startOf(right) ? -1 : 1)),
    (operation) => parents.get(operation)?.operation_id,
  );
  const placed: PlacedOperation[] = [];
  const stack = (children.get(undefined) ?? [])
    .toReversed()
    .map((operation) => ({ operation, depth: 0 }));
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { operation, depth } = next;
    const parent = parents.get(operation);
    const { parentId } = operation;
    const isMissing = parentId !== undefined && !byId.has(parentId);
    placed.push({
      operation,
      depth,
      ...(parent && { parent }),
      ...(parent === undefined && isMissing && { missing_parent: parentId }),
    });
    for (const child of (children.get(operation.id) ?? []).toReversed())
      stack.push({ operation: child, depth: depth + 1 });
  }
  return placed;
}

function cutCircles(
  operations: readonly BuiltOperation[],
  parents: Map<BuiltOperation, TreeOperation["parent"] & {}>,
  byId: ReadonlyMap<string, BuiltOperation>,
): void {
  const rooted = new Set<BuiltOperation>();
  for (const operation of operations) {
    const path = new Set<BuiltOperation>();
    let above: BuiltOperation | undefined = operation;
    while (above !== undefined && !rooted.has(above) && !path.has(above)) {
      path.add(above);
      above = byId.get(parents.get(above)?.operation_id ?? "");
    }
    if (above !== undefined && path.has(above)) parents.delete(above);
    for (const member of path) rooted.add(member);
  }
}

function parentOf(
  operation: BuiltOperation,
  byId: ReadonlyMap<string, BuiltOperation>,
  bySpan: ReadonlyMap<string, { operation: BuiltOperation; callId: string }>,
): (TreeOperation["parent"] & {}) | undefined {
  let spanned: { operation: BuiltOperation; callId: string } | undefined;
  for (const { spans } of operation.calls) {
    if (spans.trace === undefined || spans.parent === undefined) continue;
    const found = bySpan.get(`${spans.trace} ${spans.parent}`);
    if (found !== undefined && found.operation !== operation) spanned ??= found;
  }
  const named = operation.parentId === undefined ? undefined : byId.get(operation.parentId);
  if (named !== undefined && named !== operation) {
    const isSame = spanned?.operation === named;
    return {
      operation_id: named.id,
      ...(isSame && { call_id: spanned?.callId ?? "" }),
      link: "parent_id",
    };
  }
  return spanned && { operation_id: spanned.operation.id, call_id: spanned.callId, link: "span" };
}

function startOf(operation: BuiltOperation): string {
  return operation.calls[0]?.call.started ?? operation.events[0]?.view.time.occurred ?? "";
}
