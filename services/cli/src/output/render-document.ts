import { createTable } from "./render-table.ts";
import type { TableLayout } from "./render-table.ts";
import { pad, widthOf, wrap } from "./text-width.ts";
import { visibleJson, visibleText } from "./visible-text.ts";

const MAX_DEPTH = 8;
const MAX_TABLE_COLUMNS = 8;
const MAX_KEY = 24;
const MIN_COLUMN = 6;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/**
 * Lines that show any JSON value to people: members as `name  value`, lists of like objects as
 * tables, all others indented. Every name and value is made visible.
 */
export function renderDocument(value: unknown, layout: TableLayout): string[] {
  return renderValue(value, layout, 0);
}

function renderValue(value: unknown, layout: TableLayout, depth: number): string[] {
  if (Array.isArray(value)) return renderList(value, layout, depth);
  if (typeof value === "object" && value !== null) return renderObject(value, layout, depth);
  return wrapped(scalar(value), layout.width);
}

function renderObject(object: object, layout: TableLayout, depth: number): string[] {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  if (depth >= MAX_DEPTH) return wrapped(visibleJson(object), layout.width);
  const names = entries.map(([name]) => visibleText(name.replaceAll("_", " ")));
  const column = Math.min(MAX_KEY, Math.max(0, ...names.map(widthOf))) + 2;
  const { paint, width } = layout;
  return entries.flatMap(([, value], index) => {
    const name = names[index] ?? "";
    const label = paint("faint", pad(name, column - 2));
    const flat = flatText(value);
    if (flat !== undefined) {
      const lines = wrapped(flat, width === undefined ? undefined : Math.max(20, width - column));
      return lines.map((line, at) =>
        at === 0 ? `${label}  ${line}` : `${" ".repeat(column)}${line}`,
      );
    }
    const inner = { ...layout, width: width === undefined ? undefined : Math.max(20, width - 2) };
    return [
      paint("heading", name),
      ...renderValue(value, inner, depth + 1).map((line) => `  ${line}`),
    ];
  });
}

function renderList(list: readonly unknown[], layout: TableLayout, depth: number): string[] {
  const flat = flatText(list);
  if (flat !== undefined) return wrapped(flat, layout.width);
  const rows = list.filter(isFlatObject);
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (rows.length === list.length && names.length <= MAX_TABLE_COLUMNS) {
    const table = createTable<Record<string, unknown>>(
      names.map((name) => ({
        name,
        title: visibleText(name.replaceAll("_", " ").toUpperCase()),
        value: (row) => rawFlat(row[name]),
        min: MIN_COLUMN,
        ...(rows.every((row) => ["number", "undefined"].includes(typeof row[name])) && {
          align: "right" as const,
        }),
      })),
      layout,
    );
    return table.lines(rows);
  }
  return list.flatMap((item) =>
    renderValue(item, layout, depth + 1).map((line, index) => `${index === 0 ? "-" : " "} ${line}`),
  );
}

function isFlatObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((member) => rawFlat(member) !== undefined || member === undefined)
  );
}

/** The text of a value that fits on a line, made visible; undefined when it needs more. */
function flatText(value: unknown): string | undefined {
  const raw = rawFlat(value);
  return raw === undefined ? undefined : visibleText(raw);
}

// Raw, because a table makes its cells visible itself.
function rawFlat(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    if (value.length === 0) return "none";
    return value.every((item) => typeof item !== "object" || item === null)
      ? value.map(rawScalar).join(", ")
      : undefined;
  }
  if (typeof value === "object" && value !== null)
    return Object.keys(value).length === 0 ? "none" : undefined;
  return value === undefined ? undefined : rawScalar(value);
}

function scalar(value: unknown): string {
  return visibleText(rawScalar(value));
}

function rawScalar(value: unknown): string {
  if (value === null) return "unknown";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "string") return JSON.stringify(value) ?? "unknown";
  return instant.test(value) ? value.replace("T", " ") : value;
}

function wrapped(text: string, width: number | undefined): string[] {
  return width === undefined ? [text] : wrap(text, width);
}
