import { rowFormats } from "./row-format.ts";

/** Every format of an export: rows of all events, or a report about them. */
export const exportFormats = {
  ...rowFormats,
  html: {
    extension: "html",
    mediaType: "text/html; charset=utf-8",
    description: "a report as one HTML file without scripts",
  },
  pdf: { extension: "pdf", mediaType: "application/pdf", description: "a report as PDF" },
} as const;

/** Name of a format. */
export type ExportFormatName = keyof typeof exportFormats;

/** All formats, for schemas. */
export const exportFormatNames = Object.keys(exportFormats) as [
  ExportFormatName,
  ...ExportFormatName[],
];

/** Whether a format is a report, which is made after a template. */
export function isReport(format: ExportFormatName): format is "html" | "pdf" {
  return format === "html" || format === "pdf";
}

/** Name of the data file; that of a partial export says so. */
export function dataFileName(file: {
  id: string;
  format: ExportFormatName;
  gzip: boolean;
  isPartial: boolean;
}): string {
  const { id, format, gzip, isPartial } = file;
  const end = gzip ? ".gz" : "";
  return `${isPartial ? "partial-" : ""}toolmark-export-${id}.${exportFormats[format].extension}${end}`;
}
