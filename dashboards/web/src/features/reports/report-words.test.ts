import { reportTemplateNames } from "@toolmark/exports/report-templates";
import { expect, test } from "vitest";

import {
  formatNamed,
  formatsFor,
  requestTexts,
  whatNamed,
  whats,
  whatText,
} from "./report-words.ts";
import { idOf } from "./schedule-id.ts";
import { scopeQuery } from "./scope-query.ts";

test("every template of the service is offered, and data", () => {
  expect(Object.keys(whats).toSorted()).toEqual(["data", ...reportTemplateNames].toSorted());
});

test("a format of an address counts only where the thing can be made in it", () => {
  expect(formatNamed("csv", "data")).toBe("csv");
  expect(formatNamed("csv", "changes")).toBe("html");
  expect(formatNamed("constructor", "data")).toBe("jsonl");
  expect(formatsFor("changes")).toEqual(["html", "pdf"]);
  expect(whatNamed("__proto__")).toBe("data");
});

test("an export is named by what it is", () => {
  expect(whatText({ format: "html", template: "changes" })).toBe("Changes as HTML");
  expect(whatText({ format: "pdf" })).toBe("Events as PDF");
  expect(whatText({ format: "csv" })).toBe("Data as CSV");
  expect(whatText(requestTexts({ format: 7, q: null }))).toBe("Data as ");
});

test("the preview asks what the service will ask", () => {
  expect(scopeQuery({ what: "data", q: " actor:alice " })).toBe("actor:alice");
  expect(scopeQuery({ what: "events", q: "" })).toBe("");
  expect(scopeQuery({ what: "approvals", q: "a OR b" })).toBe(
    "(a OR b) (has:approval OR type:approval.*)",
  );
});

test("the id of a schedule is made of its name", () => {
  expect(idOf("Changes as HTML, monthly")).toBe("changes-as-html-monthly");
  expect(idOf("Zoë's Übersicht")).toBe("zoe-s-ubersicht");
  expect(idOf("漢字")).toBe("");
  expect(idOf(`${"a".repeat(63)} b`)).toBe("a".repeat(63));
});
