/**
 * What a spreadsheet takes for a formula: `= + - @`, tab or carriage return, and their full-width
 * forms, first or after spaces and quotes that a program may strip.
 */
const formula = /^[\s"'`]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/;
const unsafe = /[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20\0]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

/** Writes rows of a table after RFC 4180: UTF-8, commas, CRLF. */
export interface CsvWriter {
  row(cells: readonly (string | number | undefined)[]): string;
  /** Cells so far that were changed so that no spreadsheet takes them for a formula. */
  neutralized(): number;
}

/**
 * Creates a writer of CSV that is safe to open in a spreadsheet: text that could be a formula gets an
 * apostrophe in front, NUL becomes its picture U+2400; each such cell is counted. `readCell` takes the
 * apostrophe off again. Numbers stay numbers.
 */
export function createCsvWriter(): CsvWriter {
  let neutralized = 0;

  function cell(value: string | number | undefined): string {
    if (value === undefined) return "";
    if (typeof value === "number") return String(value);
    let text = value;
    if (unsafe.test(text)) {
      if (text.includes("\0")) text = text.replaceAll("\0", "\u2400");
      if (formula.test(text)) text = `'${text}`;
      if (text !== value) neutralized++;
    }
    return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  }

  return {
    row(cells) {
      let line = "";
      for (let index = 0; index < cells.length; index++)
        line += index === 0 ? cell(cells[index]) : `,${cell(cells[index])}`;
      return `${line}\r\n`;
    },
    neutralized: () => neutralized,
  };
}

/** The text that a cell was made from. Exact, but for NUL characters. */
export function readCell(text: string): string {
  return text.startsWith("'") && formula.test(text.slice(1)) ? text.slice(1) : text;
}
