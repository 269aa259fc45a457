import { inflateSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { anEvent, hostileTexts } from "./event.fixture.ts";
import type { ExportedEvent } from "./exported-event.ts";
import { renderReport } from "./report-file.ts";
import { reportTemplateNames } from "./report-templates.ts";
import type { ReportTemplateName } from "./report-templates.ts";
import { createReport, MAX_REPORT_ROWS } from "./report.ts";
import type { ReportSubject } from "./report.ts";

const subject: ReportSubject = {
  id: "0192f0c1-7c2e-8d1a-9f6e-0f2b1c3d4e5f",
  tenant: "acme",
  generator: { name: "toolmark", version: "1.2.3" },
  requested_by: { name: "carol", role: "compliance" },
  purpose: "SOC 2, <third> quarter",
  query: {
    text: "",
    normalized: "",
    explanation: "",
    kind: "rows",
    from: "2026-07-01T00:00:00.000Z",
    to: "2026-10-01T00:00:00.000Z",
    zone: "UTC",
    asof: "x",
  },
  created: "2026-10-02T00:00:00.000Z",
  started: "2026-10-02T00:00:00.000Z",
  finished: "2026-10-02T00:00:01.000Z",
  count: 3,
  total: 3,
  state: "complete",
  completeness: { emitters: [], more_emitters: 0, unsequenced: 0, gaps: [], more_gaps: 0 },
  masks: { params: 3 },
  revealed: [],
  limits: ["Nothing is perfect."],
};

function modelOf(name: ReportTemplateName, events: readonly ExportedEvent[]) {
  const report = createReport(name);
  for (const event of events) report.add(event);
  return report.model(subject);
}

const htmlOf = async (name: ReportTemplateName, events: readonly ExportedEvent[]) =>
  String(await renderReport("html", modelOf(name, events)));

describe("a report", () => {
  test("says scope, period, zone, author, version, purpose and limits", async () => {
    const html = await htmlOf("events", [anEvent()]);
    for (const text of [
      "all events",
      "2026-07-01T00:00:00.000Z to 2026-10-01T00:00:00.000Z, end not included",
      "UTC",
      "carol (compliance)",
      "by Toolmark 1.2.3",
      "SOC 2, &lt;third&gt; quarter",
      "params (3 events)",
      "Nothing is perfect.",
    ])
      expect(html).toContain(text);
  });

  test("counts all events and lists the first thousand, saying so", () => {
    const events = Array.from({ length: MAX_REPORT_ROWS + 5 }, () => anEvent());
    const { tables } = modelOf("events", events);
    const listing = tables.at(-1);
    expect(listing?.rows).toHaveLength(MAX_REPORT_ROWS);
    expect(listing?.note).toContain(`showing ${MAX_REPORT_ROWS} of ${MAX_REPORT_ROWS + 5}`);
    expect(tables[0]?.rows).toEqual([["success", String(MAX_REPORT_ROWS + 5)]]);
  });

  test("tells who used privileged accounts and who shared a credential, per month", () => {
    const { tables } = modelOf("access-review", [
      used("alice", "2026-07-02T10:00:00.000Z", "destructive"),
      used("alice", "2026-07-09T10:00:00.000Z", "read"),
      used("bob", "2026-07-03T10:00:00.000Z", "read"),
      used("bob", "2026-08-03T10:00:00.000Z", "read"),
    ]);
    const accounts = tables.find(({ title }) => title.startsWith("Privileged"));
    expect(accounts?.rows).toEqual([
      [
        "2026-07",
        "alice",
        "user",
        "alice Doe (alice)",
        "",
        "2",
        "0",
        "1",
        "key-1",
        "2026-07-09 10:00:00.000",
      ],
    ]);
    const credentials = tables.find(({ title }) => title.startsWith("Credentials"));
    expect(
      credentials?.rows.map(([month, name, , owners, shared]) => [month, name, owners, shared]),
    ).toEqual([
      ["2026-07", "key-1", "alice Doe (alice), bob Doe (bob)", "yes, by 2"],
      ["2026-08", "key-1", "bob Doe (bob)", "no"],
    ]);
  });

  test("says when an approval was given for other parameters", () => {
    const approval = { status: "granted", params_hmac: "A".repeat(43) } as const;
    const { tables } = modelOf("approvals", [
      anEvent({ approval, params: { hmac: "A".repeat(43) } }),
      anEvent({ approval, params: { hmac: "B".repeat(43) } }),
    ]);
    const column = tables.at(-1)?.columns.findIndex(({ name }) => name === "given for") ?? -1;
    expect(tables.at(-1)?.rows.map((row) => row[column])).toEqual([
      "these parameters",
      "OTHER PARAMETERS",
    ]);
  });

  test.each(reportTemplateNames)("%s shows hostile values as marks and text only", async (name) => {
    const html = await htmlOf(
      name,
      hostileTexts.map((text) =>
        anEvent({
          actor: { type: "user", id: text, claims: { email: text }, assurance: "none" },
          tool: { name: text },
          server: { name: text },
          downstream: [{ system: text, uri: text, operation: "update", changed_fields: [text] }],
          error: { kind: "tool", message: text },
        }),
      ),
    );
    expect(html).not.toMatch(/<script|<!-- |\u202E|\u2028/i);
    expect(html).not.toContain("\u0007");
    expect(html).toContain(String.raw`\u{202e}`);
    expect(html).toContain("&lt;script&gt;");
    expect(html.length).toBeLessThan(200_000);
    expect(html.match(/<[a-z][^>]*>/g)?.every((tag) => !/\son\w+=|href|src=/i.test(tag))).toBe(
      true,
    );
  });

  test("that is not complete says so at its head", async () => {
    const model = createReport("events").model({
      ...subject,
      state: "partial",
      reason: "the store failed",
    });
    expect(String(await renderReport("html", model))).toContain(
      "<strong>This report is not complete:</strong> the store failed",
    );
  });

  test("as PDF has pages, a title and text that can be read", async () => {
    const events = hostileTexts.map((id) =>
      anEvent({ actor: { type: "user", id, assurance: "none" } }),
    );
    const pdf = Buffer.from(await renderReport("pdf", modelOf("access-review", events)));
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.subarray(-6).toString()).toContain("%%EOF");
    expect(pdf.length).toBeGreaterThan(20_000);
    expect(drawings(pdf)).toMatch(/TJ/);
    expect(pdf.toString("latin1")).not.toMatch(/\/(JavaScript|JS|URI|Launch)\b/);
  });
});

function used(id: string, occurred: string, effect: "read" | "destructive"): ExportedEvent {
  return anEvent({
    actor: {
      type: "user",
      id,
      claims: { name: `${id} Doe` },
      credential: { type: "bearer", id: "key-1" },
      assurance: "verified",
    },
    effect: { class: effect, source: "declared" },
    time: { occurred, recorded: occurred },
  });
}

/** The content of all pages. */
function drawings(pdf: Buffer): string {
  const text = pdf.toString("latin1");
  return [...text.matchAll(/\/FlateDecode\s*>>\s*stream\r?\n/g)]
    .map(({ index, 0: head }) => {
      const start = index + head.length;
      const end = text.indexOf("endstream", start);
      try {
        return inflateSync(pdf.subarray(start, end)).toString("latin1");
      } catch {
        return "";
      }
    })
    .join("\n");
}
