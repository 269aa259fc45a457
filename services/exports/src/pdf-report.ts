import { setImmediate as breathe } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import PdfDocument from "pdfkit";

import type { ReportModel, ReportTable } from "./report.ts";

const MARGIN = 36;
const FOOT = 20;
const PADDING = 3;
const ROWS_BETWEEN_BREATHS = 25;
const size = { title: 18, heading: 12, text: 9, cell: 7 } as const;

const fonts = {
  text: fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf")),
  bold: fileURLToPath(import.meta.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf")),
} as const;

/**
 * A report as PDF, A4 landscape, with an embedded font. Characters that the font lacks are shown as
 * escapes, so that nothing disappears. Gives the event loop its turn between rows.
 */
export async function renderPdfReport(model: ReportModel): Promise<Uint8Array> {
  const document = new PdfDocument({
    size: "A4",
    layout: "landscape",
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT },
    bufferPages: true,
    lang: "en",
    displayTitle: true,
    info: { Title: model.title, Creator: "Toolmark", Producer: "Toolmark" },
  });
  const chunks: Uint8Array[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    document.on("data", (chunk: Uint8Array) => chunks.push(chunk));
    document.on("end", resolve);
    document.on("error", reject);
  });
  document.registerFont("text", fonts.text);
  document.registerFont("bold", fonts.bold);
  const page = createPage(document);
  page.heading(model.title, size.title);
  page.text(model.introduction);
  if (model.incomplete !== undefined)
    page.heading(`This report is not complete: ${model.incomplete}`, size.heading);
  await page.table({
    columns: [
      { name: "", width: 1 },
      { name: "", width: 5 },
    ],
    rows: model.facts,
    hasHead: false,
  });
  for (const { title, note, columns, rows } of model.tables) {
    page.heading(title, size.heading);
    if (note !== undefined) page.text(note);
    if (rows.length === 0) page.text("None.");
    else await page.table({ columns, rows, hasHead: true });
  }
  page.heading("Known limits", size.heading);
  for (const limit of model.limits) page.text(`• ${limit}`);
  page.numberPages();
  document.end();
  await ended;
  return Buffer.concat(chunks);
}

function createPage(document: PDFKit.PDFDocument) {
  const { width, height } = document.page;
  const inner = width - 2 * MARGIN;
  const bottom = height - MARGIN - FOOT;
  const visible = createGlyphCheck(document);

  function room(needed: number): boolean {
    if (document.y + needed <= bottom) return false;
    document.addPage();
    return true;
  }

  function drawRow(
    cells: readonly string[],
    widths: readonly number[],
    options: { font: "text" | "bold"; isNumber: readonly boolean[]; height: number },
  ): void {
    const top = document.y;
    document.font(options.font).fontSize(size.cell);
    let x = MARGIN;
    for (const [index, cell] of cells.entries()) {
      const cellWidth = widths[index] ?? 0;
      document.text(cell, x + PADDING, top + PADDING, {
        width: cellWidth - 2 * PADDING,
        height: options.height,
        align: options.isNumber[index] === true ? "right" : "left",
      });
      x += cellWidth;
    }
    const end = top + options.height + 2 * PADDING;
    document
      .moveTo(MARGIN, end)
      .lineTo(MARGIN + inner, end)
      .lineWidth(0.4)
      .strokeColor("#999")
      .stroke();
    document.x = MARGIN;
    document.y = end;
  }

  function heightOf(cells: readonly string[], widths: readonly number[]): number {
    let most = 0;
    for (const [index, cell] of cells.entries()) {
      const cellWidth = (widths[index] ?? 0) - 2 * PADDING;
      most = Math.max(most, document.heightOfString(cell, { width: cellWidth }));
    }
    return most;
  }

  return {
    heading(text: string, points: number) {
      // A heading stays with the first row below it.
      room(points * 2 + 60);
      document
        .moveDown(0.8)
        .font("bold")
        .fontSize(points)
        .text(visible(text), MARGIN, document.y, { width: inner })
        .moveDown(0.3);
    },
    text(text: string) {
      document
        .font("text")
        .fontSize(size.text)
        .text(visible(text), MARGIN, document.y, { width: inner })
        .moveDown(0.3);
    },
    async table(table: Pick<ReportTable, "columns" | "rows"> & { hasHead: boolean }) {
      const total = table.columns.reduce((sum, column) => sum + column.width, 0);
      const widths = table.columns.map((column) => (column.width / total) * inner);
      const isNumber = table.columns.map((column) => column.isNumber === true);
      const heads = table.columns.map(({ name }) => name);
      const drawHead = () => {
        document.font("bold").fontSize(size.cell);
        drawRow(heads, widths, { font: "bold", isNumber, height: heightOf(heads, widths) });
      };
      room(4 * size.cell);
      if (table.hasHead) drawHead();
      for (const [index, row] of table.rows.entries()) {
        const cells = row.map(visible);
        document.font("text").fontSize(size.cell);
        // A row taller than a page is cut; its cells are bounded, so that takes many columns.
        const rowHeight = Math.min(heightOf(cells, widths), bottom - MARGIN - 8 * size.cell);
        if (room(rowHeight + 2 * PADDING) && table.hasHead) drawHead();
        drawRow(cells, widths, { font: "text", isNumber, height: rowHeight });
        if (index % ROWS_BETWEEN_BREATHS === ROWS_BETWEEN_BREATHS - 1) await breathe();
      }
    },
    numberPages() {
      const { start, count } = document.bufferedPageRange();
      for (let number = 0; number < count; number++) {
        document.switchToPage(start + number);
        // Below the margin, where text would otherwise begin a new page.
        document.page.margins.bottom = 0;
        document
          .font("text")
          .fontSize(size.cell)
          .text(`Toolmark · page ${number + 1} of ${count}`, MARGIN, height - MARGIN, {
            width: inner,
            align: "right",
            lineBreak: false,
          });
      }
    },
  };
}

interface FontWithGlyphs {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

// The library has no public way to ask which characters a font has.
function createGlyphCheck(document: PDFKit.PDFDocument): (text: string) => string {
  document.font("text");
  const { _font } = document as unknown as { _font?: { font?: Partial<FontWithGlyphs> } };
  const font = _font?.font;
  const known = new Map<string, string>();
  return (text) =>
    /^[\x20-\x7E]*$/.test(text)
      ? text
      : text.replaceAll(/[^\x20-\x7E]/gu, (character) => {
          const shown = known.get(character);
          if (shown !== undefined) return shown;
          const codePoint = character.codePointAt(0) ?? 0;
          const isThere = font?.hasGlyphForCodePoint?.(codePoint) ?? true;
          const escape = isThere ? character : `\\u{${codePoint.toString(16)}}`;
          if (known.size < 10_000) known.set(character, escape);
          return escape;
        });
}
