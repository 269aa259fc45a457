import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";

import { readCell } from "./csv.ts";
import { anEvent, hostileTexts } from "./event.fixture.ts";
import type { ExportedEvent } from "./exported-event.ts";
import { createRowWriter, rowFormats } from "./row-format.ts";
import type { RowFormatName } from "./row-format.ts";

const formats = Object.keys(rowFormats) as RowFormatName[];

function written(format: RowFormatName, events: readonly ExportedEvent[], columns?: string[]) {
  const writer = createRowWriter(format, { version: "1.2.3", columns });
  return { text: writer.head + events.map((event) => writer.row(event)).join(""), writer };
}

function table(text: string): string[][] {
  return parse(text, { bom: false, relax_column_count: false, record_delimiter: "\r\n" });
}

function rowOf(format: "ocsf" | "ecs", parts: Partial<ExportedEvent>): Record<string, unknown> {
  return JSON.parse(written(format, [anEvent(parts)]).text);
}

describe("CSV", () => {
  test("gives every text back through a parser that is not ours", () => {
    const events = hostileTexts.map((name) => anEvent({ tool: { name } }));
    const [head, ...rows] = table(written("csv", events, ["tool"]).text);
    expect(head).toEqual(["time", "recorded", "id", "tool"]);
    expect(rows.map((row) => readCell(row[3] ?? ""))).toEqual(hostileTexts);
  });

  test("has no cell that a spreadsheet takes for a formula, and counts those it changed", () => {
    const events = hostileTexts.map((name) => anEvent({ tool: { name } }));
    const { text, writer } = written("csv", events, ["tool"]);
    for (const [cell = ""] of table(text).map((row) => row.slice(3)))
      expect(cell).not.toMatch(/^[\s"]*[=+\-@\t\r＝＋－＠]/);
    expect(writer.neutralized()).toBe(10);
  });

  test("keeps numbers as they are, also negative ones", () => {
    const event = anEvent({ params: { value: { amount: -5, text: "-5" } } });
    const { text } = written("csv", [event], ["duration", "params.amount", "params.text"]);
    expect(text.split("\r\n")[1]).toMatch(/,1\.5,-5,'-5$/);
  });

  test("shows NUL as its picture, since programs stop reading at it", () => {
    const { text, writer } = written("csv", [anEvent({ tool: { name: "a\0b" } })], ["tool"]);
    expect(table(text)[1]?.[3]).toBe("a␀b");
    expect(writer.neutralized()).toBe(1);
  });

  test("joins several values, and reads paths through lists", () => {
    const event = anEvent({
      downstream: [
        { system: "crm", uri: "crm://1", operation: "read" },
        { system: "mail", uri: "mail://2", operation: "send" },
      ],
      params: { value: { items: [{ id: 1 }, { id: 2 }], "a.b": "dotted" } },
      result: { value: { ok: true } },
    });
    const columns = ["system", "client", "params.items.id", "params.a\\.b", "params.no", "result"];
    const [, row] = table(written("csv", [event], columns).text);
    expect(row?.slice(3)).toEqual(["crm; mail", "desk/2", "[1,2]", "dotted", "", '{"ok":true}']);
  });

  test.each(["nonsense", "params", "params.", "time", "__proto__"])(
    "takes %s for a column only where there is one, once",
    (name) => {
      const asked = () => createRowWriter("csv", { version: "1", columns: [name, name] });
      expect(asked).toThrow(expect.objectContaining({ code: "query_invalid" }));
    },
  );
});

describe("rows", () => {
  test.each(formats)("of %s survive hostile values, one row per event", (format) => {
    const events = hostileTexts.map((text) =>
      anEvent({
        tool: { name: text },
        actor: { type: "user", id: text, claims: { name: text }, assurance: "none" },
        params: { value: JSON.parse(`{"__proto__": {"x": 1}, "a": ${JSON.stringify(text)}}`) },
        error: { kind: "tool", message: text },
      }),
    );
    const { text } = written(format, events);
    const rows = format === "csv" ? table(text).length - 1 : text.trimEnd().split("\n").length;
    expect(rows).toBe(events.length);
    expect({}).not.toHaveProperty("x");
  });

  test("of JSON Lines are the events, byte for byte in their values", () => {
    const events = hostileTexts.map((text) =>
      anEvent({ params: { value: { [text.slice(0, 100)]: text, n: [1e21, 0.1, -0, null] } } }),
    );
    const { text } = written("jsonl", events);
    const lines = text.trimEnd().split("\n");
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      events.map((event): unknown => JSON.parse(JSON.stringify(event))),
    );
    const named = anEvent({ params: { value: JSON.parse('{"__proto__": 1}') } });
    expect(written("jsonl", [named]).text).toContain('{"__proto__":1}');
  });
});

describe("OCSF", () => {
  test("rows are API Activity with what its class requires", () => {
    expect(rowOf("ocsf", {})).toMatchObject({
      class_uid: 6003,
      category_uid: 6,
      activity_id: 3,
      type_uid: 600303,
      severity_id: 1,
      status_id: 1,
      time: Date.parse("2026-11-24T08:00:00.000Z"),
      actor: { user: { uid: "alice@example.com", type_id: 1 } },
      api: { operation: "tools/call", request: { uid: expect.any(String) } },
      src_endpoint: { name: "desk" },
      metadata: { version: "1.8.0", product: { name: "Toolmark", version: "1.2.3" } },
      resources: [{ type: "mcp_tool", name: "crm.contacts.update" }, { uid: "crm://contact/42" }],
    });
  });

  test("a denied call is a denial, an unknown end no success", () => {
    expect(rowOf("ocsf", { outcome: { status: "denied", executed: false } })).toMatchObject({
      action_id: 2,
      disposition_id: 2,
      status_id: 2,
    });
    expect(rowOf("ocsf", { outcome: { status: "unknown", executed: null } })).toMatchObject({
      status_id: 0,
    });
  });

  test("what has no attribute is kept by its own name, with members of newer emitters", () => {
    const newer = { ...anEvent(), novel: { a: 1 } } as ExportedEvent;
    const row: { unmapped: { toolmark: unknown } } = JSON.parse(written("ocsf", [newer]).text);
    expect(row.unmapped.toolmark).toMatchObject({
      novel: { a: 1 },
      effect: { class: "write" },
      seal: { sha256: "A".repeat(43) },
    });
  });
});

describe("ECS", () => {
  test("rows name version, category and outcome", () => {
    expect(rowOf("ecs", {})).toMatchObject({
      "@timestamp": "2026-11-24T08:00:00.000Z",
      ecs: { version: "9.4.0" },
      event: {
        kind: "event",
        category: ["api"],
        type: ["end", "change"],
        outcome: "success",
        duration: 1_500_000,
      },
      gen_ai: { tool: { name: "crm.contacts.update", type: "mcp" } },
      toolmark: { downstream: [{ uri: "crm://contact/42" }] },
    });
  });

  test("a denied call is a failure that changed nothing", () => {
    const denied = { outcome: { status: "denied", executed: false } } as const;
    expect(rowOf("ecs", denied)).toMatchObject({
      event: { type: ["end", "denied"], outcome: "failure" },
    });
  });

  test("an end that was not seen is unknown", () => {
    const unknown = { outcome: { status: "unknown", executed: null } } as const;
    expect(rowOf("ecs", unknown)).toMatchObject({ event: { outcome: "unknown" } });
  });
});
