import { renderHtmlReport } from "./html-report.ts";
import type { ReportModel } from "./report.ts";

/** Gives a report its form. The PDF library is loaded when it is needed. */
export async function renderReport(
  format: "html" | "pdf",
  model: ReportModel,
): Promise<string | Uint8Array> {
  if (format === "html") return renderHtmlReport(model);
  const { renderPdfReport } = await import("./pdf-report.ts");
  return await renderPdfReport(model);
}
