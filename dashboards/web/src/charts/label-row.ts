/** What a label belongs to, and how wide the label is. Pixels. */
export interface LabelOwner {
  from: number;
  to: number;
  width: number;
}

/** The row that labels stand in. */
export interface LabelRow {
  left: number;
  right: number;
  /** Between a label and its owner, and between two labels. */
  distance: number;
}

/** Where a label's text begins or ends. */
export interface LabelPlace {
  x: number;
  anchor: "start" | "end";
}

/**
 * Places labels in one row beside what they belong to: to the right, else to the left, else not at
 * all. Earlier ones have the first choice.
 */
export function placeLabels(
  owners: readonly LabelOwner[],
  { left, right, distance }: LabelRow,
): (LabelPlace | undefined)[] {
  const taken: { from: number; to: number }[] = [];
  const isFree = (from: number, to: number) =>
    from >= left &&
    to <= right &&
    taken.every((other) => to + distance <= other.from || from - distance >= other.to);
  return owners.map((owner) => {
    const after = owner.to + distance;
    if (isFree(after, after + owner.width)) {
      taken.push({ from: after, to: after + owner.width });
      return { x: after, anchor: "start" };
    }
    const before = owner.from - distance;
    if (isFree(before - owner.width, before)) {
      taken.push({ from: before - owner.width, to: before });
      return { x: before, anchor: "end" };
    }
    return undefined;
  });
}
