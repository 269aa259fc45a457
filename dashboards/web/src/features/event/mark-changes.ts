/** A piece of a value, and whether it differs from the other side. */
export interface MarkedPiece {
  text: string;
  isChanged: boolean;
}

/** Both sides of a change with what differs marked. */
export interface MarkedChange {
  before: readonly MarkedPiece[];
  after: readonly MarkedPiece[];
}

/** Longer texts are not compared word by word. */
const MAX_LENGTH = 4000;
/** More words than these between the equal ends are one change. */
const MAX_WORDS = 200;
const words = /[\p{L}\p{M}\p{N}]+|[\s\S]/gu;

/**
 * Marks what differs between two texts, in whole words. Nothing is marked where they have no word in
 * common: then all of it changed, and marks would say nothing. Pure.
 */
export function markChanges(before: string, after: string): MarkedChange {
  const whole = { before: plain(before), after: plain(after) };
  if (before === after || Math.max(before.length, after.length) > MAX_LENGTH) return whole;
  const left = before.match(words) ?? [];
  const right = after.match(words) ?? [];
  const start = commonStart(left, right);
  const end = commonStart(left.slice(start).toReversed(), right.slice(start).toReversed());
  const [leftMiddle, rightMiddle] = [left, right].map((all) => all.slice(start, all.length - end));
  const pairs = commonWords(leftMiddle ?? [], rightMiddle ?? []);
  const kept = [...left.slice(0, start), ...left.slice(left.length - end), ...pairs.words];
  if (!kept.some((word) => /[\p{L}\p{N}]/u.test(word))) return whole;
  return {
    before: join(left, (index) => isKept(index, left.length, start, end, pairs.left)),
    after: join(right, (index) => isKept(index, right.length, start, end, pairs.right)),
  };
}

function plain(text: string): MarkedPiece[] {
  return text === "" ? [] : [{ text, isChanged: false }];
}

function commonStart(left: readonly string[], right: readonly string[]): number {
  let length = 0;
  while (length < left.length && length < right.length && left[length] === right[length]) length++;
  return length;
}

interface CommonWords {
  /** Places in the middle of each side. */
  left: ReadonlySet<number>;
  right: ReadonlySet<number>;
  words: readonly string[];
}

// The longest common subsequence, by the table of its lengths from the end.
function commonWords(left: readonly string[], right: readonly string[]): CommonWords {
  const none: CommonWords = { left: new Set(), right: new Set(), words: [] };
  if (left.length > MAX_WORDS || right.length > MAX_WORDS) return none;
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--)
    for (let column = right.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        left[row] === right[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
  const found = { left: new Set<number>(), right: new Set<number>(), words: [] as string[] };
  let [row, column] = [0, 0];
  while (row < left.length && column < right.length) {
    if (left[row] === right[column]) {
      found.left.add(row);
      found.right.add(column);
      found.words.push(left[row] ?? "");
      row++;
      column++;
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return found;
}

function isKept(
  index: number,
  length: number,
  start: number,
  end: number,
  middle: ReadonlySet<number>,
): boolean {
  return index < start || index >= length - end || middle.has(index - start);
}

function join(all: readonly string[], isKeptAt: (index: number) => boolean): MarkedPiece[] {
  const pieces: MarkedPiece[] = [];
  for (const [index, text] of all.entries()) {
    const isChanged = !isKeptAt(index);
    const last = pieces.at(-1);
    if (last?.isChanged === isChanged) last.text += text;
    else pieces.push({ text, isChanged });
  }
  return pieces;
}
