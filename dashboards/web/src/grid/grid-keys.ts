/** Where a key may lead: items in their order, of which only rows can be selected. */
export interface GridPlace {
  /** Number of items. */
  count: number;
  isRow: (index: number) => boolean;
  /** Index of the selected item; -1 for none. */
  selected: number;
  /** Index of the first item in sight. */
  firstVisible: number;
  /** Number of items in sight. */
  visible: number;
}

/**
 * The index of the row that a key leads to: arrows and `j`/`k` by one, Page keys by what is in sight,
 * Home and End to the ends. Lines that are no rows are passed over.
 *
 * @returns undefined where the key leads nowhere.
 */
export function rowAfterKey(key: string, place: GridPlace): number | undefined {
  const { count, selected, firstVisible, visible } = place;
  const page = Math.max(1, visible - 1);
  switch (key) {
    case "j":
    case "ArrowDown":
      return selected === -1
        ? nextRow(place, firstVisible, 1)
        : (nextRow(place, selected + 1, 1) ?? selected);
    case "k":
    case "ArrowUp":
      return selected === -1
        ? nextRow(place, firstVisible, 1)
        : (nextRow(place, selected - 1, -1) ?? selected);
    case "PageDown":
      return far(place, Math.min(count - 1, Math.max(selected, firstVisible) + page), -1);
    case "PageUp":
      return far(place, Math.max(0, (selected === -1 ? firstVisible : selected) - page), 1);
    case "Home":
      return nextRow(place, 0, 1);
    case "End":
      return nextRow(place, count - 1, -1);
    default:
      return undefined;
  }
}

function far(place: GridPlace, index: number, back: 1 | -1): number | undefined {
  return nextRow(place, index, back) ?? nextRow(place, index, back === 1 ? -1 : 1);
}

function nextRow(place: GridPlace, from: number, by: 1 | -1): number | undefined {
  for (let index = from; index >= 0 && index < place.count; index += by) {
    if (place.isRow(index)) return index;
  }
  return undefined;
}

/**
 * The column that an arrow leads to within a row; the row as a whole stands before the first one.
 *
 * @param column index; -1 for the row as a whole.
 */
export function columnAfterKey(key: string, column: number, columns: number): number | undefined {
  if (key === "ArrowRight") return Math.min(column + 1, columns - 1);
  if (key === "ArrowLeft") return Math.max(column - 1, -1);
  return undefined;
}
