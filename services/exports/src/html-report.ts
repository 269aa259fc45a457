import type { ReportModel, ReportTable } from "./report.ts";

const style = `
:root { color-scheme: light; }
body { font: 14px/1.45 system-ui, sans-serif; color: #1a1a1a; background: #fff; margin: 2rem auto; max-width: 80rem; padding: 0 1.5rem; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
p { max-width: 60rem; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .5rem; border-bottom: 1px solid #d5d5d5; overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #555; background: #f3f3f3; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
.facts { width: auto; }
.facts th { white-space: nowrap; font-weight: 600; }
.note { color: #444; margin: .2rem 0 .5rem; }
.partial { border: 2px solid #8a1c00; background: #fff1ec; padding: .5rem 1rem; }
@media print {
  @page { size: A4 landscape; margin: 12mm; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10px; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  h2 { break-after: avoid; }
}
`;

/**
 * A report as one HTML file that needs nothing else: no script, no address, nothing of an event but
 * escaped text. It forbids itself to load anything.
 */
export function renderHtmlReport(model: ReportModel): string {
  const facts = model.facts
    .map(
      ([label, value]) => `<tr><th scope="row">${escape(label)}</th><td>${escape(value)}</td></tr>`,
    )
    .join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${escape(model.title)} – Toolmark</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escape(model.title)}</h1>
<p>${escape(model.introduction)}</p>
${model.incomplete === undefined ? "" : `<p class="partial"><strong>This report is not complete:</strong> ${escape(model.incomplete)}</p>`}
<table class="facts"><tbody>
${facts}
</tbody></table>
${model.tables.map(renderTable).join("\n")}
<section>
<h2>Known limits</h2>
<ul>
${model.limits.map((limit) => `<li>${escape(limit)}</li>`).join("\n")}
</ul>
</section>
</main>
</body>
</html>
`;
}

function renderTable({ title, note, columns, rows }: ReportTable): string {
  const total = columns.reduce((sum, { width }) => sum + width, 0);
  const widths = columns.map(
    ({ width }) => `<col style="width:${((100 * width) / total).toFixed(1)}%">`,
  );
  const classes = columns.map(({ isNumber }) => (isNumber === true ? ' class="number"' : ""));
  const heads = columns.map(
    ({ name }, index) => `<th scope="col"${classes[index]}>${escape(name)}</th>`,
  );
  const body = rows.map(
    (row) =>
      `<tr>${row.map((cell, index) => `<td${classes[index]}>${escape(cell)}</td>`).join("")}</tr>`,
  );
  return `<section>
<h2>${escape(title)}</h2>
${note === undefined ? "" : `<p class="note">${escape(note)}</p>`}
${rows.length === 0 ? "<p>None.</p>" : `<table><colgroup>${widths.join("")}</colgroup><thead><tr>${heads.join("")}</tr></thead><tbody>\n${body.join("\n")}\n</tbody></table>`}
</section>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "");
}
