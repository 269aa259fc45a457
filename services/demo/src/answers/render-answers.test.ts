import { expect, test } from "vitest";

import type { Answers } from "./answers.ts";
import { compact, MAX_WIDTH, renderAnswers } from "./render-answers.ts";
import { visibleJson, visibleText } from "./visible-text.ts";

const alice = {
  actor: "alice@example.com",
  assurance: "verified",
  agent: "sales-bot",
  client: "claude-desktop/1.4.2",
  clientAssurance: "self_reported",
};
const bob = {
  actor: "bob@example.com",
  assurance: "verified",
  agent: "export-bot",
  client: "acme-agent/0.9\u202e",
  clientAssurance: "self_reported",
};

function someAnswers(): Answers {
  return {
    changes: {
      resource: "crm://contact/42",
      path: "/v1/resources?uri=crm%3A%2F%2Fcontact%2F42",
      rows: [
        {
          ...alice,
          event: "0192f0c1-0000-8000-8000-000000000001",
          time: "2026-08-21T14:02:11.480Z",
          tool: "crm.contacts.update",
          operation: "update",
          fields: [{ name: "phone", before: "+1 555 0142", after: "+1 555 0199" }],
        },
        {
          actor: "carol@example.com",
          assurance: "inferred",
          event: "0192f0c1-0000-8000-8000-000000000002",
          time: "2026-08-21T14:02:12.001Z",
          tool: "crm.contacts.update",
          operation: "update",
          fields: [
            { name: "owner", before: "carol@example.com", after: "alice@example.com" },
            { name: "credit_limit", before: 1500, after: 4000 },
          ],
          approval: {
            id: "crm-http-2",
            status: "granted",
            approver: "dave@example.com",
            bound: true,
          },
        },
      ],
    },
    rogue: {
      path: "/v1/search?q=client%3Aacme-agent",
      rows: {
        client: "acme-agent/0.9\u202e",
        actors: ["bob@example.com"],
        agents: ["export-bot"],
        calls: 3,
        tools: [
          { tool: "crm.contacts.delete", effect: "destructive", calls: 1, blocked: 1 },
          { tool: "crm.contacts.export", effect: "read", calls: 2, blocked: 0 },
        ],
        read: ["crm://contact/1", "crm://contact/2", "crm://contact/3", "crm://contact/42"],
        changed: ["mail://recipient/drop@collect.example"],
        readThenSend: {
          records: 4,
          events: ["0192f0c1-0000-8000-8000-000000000003", "0192f0c1-0000-8000-8000-000000000004"],
          recipient: "drop@collect.example",
          delayMs: 12,
        },
      },
    },
    blocked: {
      path: "/v1/search?q=decision%3Adeny",
      rows: [
        {
          ...bob,
          event: "0192f0c1-0000-8000-8000-000000000005",
          time: "2026-08-21T14:02:13.000Z",
          tool: "crm.contacts.delete",
          rule: "destructive-freeze/unknown-client",
          reason: "destructive tools are closed to clients that nobody reviewed\u001b[2J",
        },
      ],
    },
    unresolved: {
      path: "/v1/search?q=outcome%3Aunknown",
      rows: [
        {
          actor: "carol@example.com",
          assurance: "verified",
          event: "0192f0c1-0000-8000-8000-000000000006",
          time: "2026-08-21T14:02:14.000Z",
          tool: "crm.contacts.merge",
          call: "0192f0c1-0000-7000-8000-000000000000",
          arguments: { from: 43, into: 13 },
        },
      ],
    },
    quarantine: {
      path: "/v1/quarantine",
      rows: [
        {
          id: "q7Yk2v0Aa1Bb2Cc3Dd",
          reason: "time_implausible",
          detail: "time.occurred is more than 24 h in the future",
          bytes: 412,
        },
      ],
    },
  };
}

const plain = (_style: string, text: string) => text;

test("the answers read as a page that fits a terminal of 100 columns", () => {
  const page = renderAnswers(someAnswers(), "http://127.0.0.1:7070", plain);
  expect(page).toMatchInlineSnapshot(`
    "1  Who changed crm://contact/42, and when?
       time, UTC     who                              client, as it says                event
       14:02:11.480  alice@example.com via sales-bot  claude-desktop/1.4.2              …000000000001
                     crm.contacts.update   phone: +1 555 0142 → +1 555 0199
       14:02:12.001  carol@example.com (inferred)     not known                         …000000000002
                     crm.contacts.update   owner: carol@example.com → alice@example.com,
                                           credit_limit: 1500 → 4000
                                           granted by dave@example.com, for exactly these arguments
                                           (crm-http-2)
       ask again  GET http://127.0.0.1:7070/v1/resources?uri=crm%3A%2F%2Fcontact%2F42

    2  What did acme-agent/0.9[202E], a client nobody had seen, touch?
       bob@example.com via export-bot: 3 calls, 4 records read, 1 changed or sent
       crm.contacts.delete     destructive   1 call    1 blocked
       crm.contacts.export     read          2 calls
       read              crm://contact/1-3, crm://contact/42
       changed or sent   mail://recipient/drop@collect.example
       read, then sent: 4 records, then a message to drop@collect.example 12 ms later
       events …000000000003 …000000000004
       ask again  GET http://127.0.0.1:7070/v1/search?q=client%3Aacme-agent

    3  What was blocked, and by which rule?
       time, UTC     who                              client, as it says                event
       14:02:13.000  bob@example.com via export-bot   acme-agent/0.9[202E]              …000000000005
                     crm.contacts.delete   destructive-freeze/unknown-client: destructive tools are
                                           closed to clients that nobody reviewed[001B][2J
       ask again  GET http://127.0.0.1:7070/v1/search?q=decision%3Adeny

    4  What has no recorded result?
       time, UTC     who                              client, as it says                event
       14:02:14.000  carol@example.com                not known                         …000000000006
                     crm.contacts.merge    {"from":43,"into":13}: outcome unknown, it may or may not
                                           have happened
       ask again  GET http://127.0.0.1:7070/v1/search?q=outcome%3Aunknown

    5  What is in quarantine, and why?
       time_implausible        412 bytes kept      entry q7Yk2v0Aa1Bb…
         time.occurred is more than 24 h in the future
       ask again  GET http://127.0.0.1:7070/v1/quarantine
    "
  `);
  for (const line of page.split("\n"))
    expect(line.length <= MAX_WIDTH || line.includes("GET ")).toBe(true);
});

test("nothing from an event reaches the terminal as a control", () => {
  const page = renderAnswers(someAnswers(), "http://127.0.0.1:7070", plain);
  for (const control of ["\u001b", "\u202e"]) expect(page).not.toContain(control);
  expect(page).toContain("acme-agent/0.9[202E]");
});

test.each([
  ["a\u001b[31mb", "a[001B][31mb"],
  ["line\nbreak\u2028", "line[000A]break[2028]"],
  ["\u200bzero\ufeff", "[200B]zero[FEFF]"],
  ["\u{e0041}tag", "[E0041]tag"],
  ["Jürgen 日本", "Jürgen 日本"],
])("%j is shown as %s", (text, expected) => {
  expect(visibleText(text)).toBe(expected);
});

test("a JSON document hides nothing and keeps its value", () => {
  const value = { name: "a\u202eb\u{e0041}\n\u0085", list: [1, null] };
  const text = visibleJson(value);
  expect(text).toMatch(/^[\n -~]*$/);
  expect(JSON.parse(text)).toEqual(value);
});

test("records with running numbers are joined, others stay", () => {
  expect(
    compact([
      "crm://contact/1",
      "crm://contact/2",
      "crm://contact/4",
      "mail://recipient/a@b.example",
    ]),
  ).toEqual(["crm://contact/1-2", "crm://contact/4", "mail://recipient/a@b.example"]);
});

test("styles are only added where the page is painted", () => {
  const painted = renderAnswers(someAnswers(), "", (style, text) => `<${style}>${text}</${style}>`);
  expect(painted.replaceAll(/<\/?(bold|dim|red|green)>/g, "")).toBe(
    renderAnswers(someAnswers(), "", plain),
  );
});
