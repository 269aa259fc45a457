import { columnsOf } from "./csv-columns.ts";
import { createCsvWriter } from "./csv.ts";
import { ECS_VERSION, toEcs } from "./ecs.ts";
import type { ExportedEvent } from "./exported-event.ts";
import { OCSF_VERSION, toOcsf } from "./ocsf.ts";

/** Formats that write one row per event, however many there are. */
export const rowFormats = {
  jsonl: {
    extension: "jsonl",
    mediaType: "application/x-ndjson",
    description: "one event per line as the API shows it; the format for evidence",
  },
  csv: {
    extension: "csv",
    mediaType: "text/csv; charset=utf-8; header=present",
    description: "a table after RFC 4180, safe to open in a spreadsheet; for reading",
  },
  ocsf: {
    extension: "ocsf.jsonl",
    mediaType: "application/x-ndjson",
    description: `one OCSF ${OCSF_VERSION} API Activity (6003) per line`,
  },
  ecs: {
    extension: "ecs.jsonl",
    mediaType: "application/x-ndjson",
    description: `one ECS ${ECS_VERSION} document per line`,
  },
} as const;

/** Name of a format of rows. */
export type RowFormatName = keyof typeof rowFormats;

/** Writes events in one format. Pure but for its counts; holds no event. */
export interface RowWriter {
  /** What stands before the first row. */
  readonly head: string;
  row(event: ExportedEvent): string;
  /** Names of the columns, where the format has columns. */
  readonly columns?: readonly string[];
  /** Version of the schema of others that rows follow. */
  readonly schema?: string;
  /** Cells changed so that no spreadsheet takes them for a formula. */
  neutralized(): number;
}

/**
 * Creates the writer of a format.
 *
 * @param options.columns of a table, beside the fixed ones; default `defaultColumns`.
 * @param options.version of the generator, which OCSF rows name.
 * @throws AuditError `query_invalid` for a column that does not exist.
 */
export function createRowWriter(
  format: RowFormatName,
  options: { version: string; columns?: readonly string[] | undefined },
): RowWriter {
  switch (format) {
    case "jsonl":
      return { head: "", row: (event) => `${JSON.stringify(event)}\n`, neutralized: none };
    case "ocsf":
      return {
        head: "",
        row: (event) => `${JSON.stringify(toOcsf(event, options.version))}\n`,
        schema: `OCSF ${OCSF_VERSION}`,
        neutralized: none,
      };
    case "ecs":
      return {
        head: "",
        row: (event) => `${JSON.stringify(toEcs(event))}\n`,
        schema: `ECS ${ECS_VERSION}`,
        neutralized: none,
      };
    case "csv": {
      const columns = columnsOf(options.columns);
      const writer = createCsvWriter();
      const names = columns.map(({ name }) => name);
      const heading = createCsvWriter().row(names);
      const cells: (string | number | undefined)[] = [];
      return {
        head: heading,
        row(event) {
          for (let at = 0; at < columns.length; at++) cells[at] = columns[at]?.value(event);
          return writer.row(cells);
        },
        columns: names,
        neutralized: () => writer.neutralized(),
      };
    }
  }
}

function none(): number {
  return 0;
}
