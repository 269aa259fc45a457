import { countText } from "../lib/format.ts";
import type { Zone } from "../lib/zone.ts";
import type { HistogramLayout } from "./histogram-layout.ts";
import { spanText } from "./time-axis.ts";

/** More rows than this are added up, so that the table can be listened to. */
const MAX_ROWS = 60;

/** Props of {@link HistogramTable}. */
export interface HistogramTableProps {
  caption: string;
  layout: HistogramLayout;
  zone: Zone;
}

/** The numbers of a histogram as a table that only assistive technology reads. */
export function HistogramTable({ caption, layout, zone }: HistogramTableProps) {
  const { slots, series, marks } = layout;
  const size = Math.max(1, Math.ceil(slots.filter(({ count }) => count > 0).length / MAX_ROWS));
  const rows = Array.from({ length: Math.ceil(slots.length / size) }, (_, index) =>
    slots.slice(index * size, (index + 1) * size),
  ).filter((group) => group.some(({ count }) => count > 0));
  return (
    <div className="sr">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">All</th>
            {series.map(({ id, label }) => (
              <th key={id} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((group) => (
            <tr key={group[0]?.from}>
              <th scope="row">{spanText(group[0]?.from ?? 0, group.at(-1)?.to ?? 0, zone)}</th>
              <td>{countText(group.reduce((sum, { count }) => sum + count, 0))}</td>
              {series.map(({ id }, index) => (
                <td key={id}>
                  {countText(group.reduce((sum, { parts }) => sum + (parts[index] ?? 0), 0))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {marks.some(({ kind }) => kind !== "day") && (
        <ul>
          {marks
            .filter(({ kind }) => kind !== "day")
            .map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
        </ul>
      )}
    </div>
  );
}
