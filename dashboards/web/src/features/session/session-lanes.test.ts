import { expect, test } from "vitest";

import { sessionGraph } from "./session-graph.ts";
import { sessionLanes } from "./session-lanes.ts";
import { buildSteps } from "./session-steps.ts";
import { anEvent, START } from "./session.fixture.ts";

const none = new Map();

test("lanes go from the agent to the approver, and each call stands on its server", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "a", at: 1, uri: "crm-db://contact/42" }),
      anEvent({ id: "b", at: 2, serverName: "wiki", toolName: "pages.get" }),
      anEvent({ id: "c", at: 3, does: "update", uri: "crm-db://contact/42" }),
    ],
    none,
  );
  const { lanes, points } = sessionLanes(
    steps,
    [],
    [{ key: "k", operationId: "op", status: "granted", approver: "dave" }],
  );
  expect(lanes.map(({ title, subtitle, kind }) => [title, subtitle, kind])).toEqual([
    ["sales-bot", "agent, for alice", "agent"],
    ["desktop 1.2.3", "client, self-reported", "client"],
    ["crm", "server", "server"],
    ["wiki", "server", "server"],
    ["crm-db", "downstream", "downstream"],
    ["dave", "approver", "approver"],
  ]);
  expect(points.map(({ id, lane, effect, label }) => [id, lane, effect, label])).toEqual([
    ["a", "server:crm", "read", "contacts.get"],
    ["b", "server:wiki", "read", "pages.get"],
    ["c", "server:crm", "write", "contacts.get"],
  ]);
  expect(points[0]?.via).toEqual(["agent:sales-bot", "client:desktop 1.2.3"]);
  expect(points[0]?.touches).toEqual([{ lane: "downstream:crm-db" }]);
  expect(points[2]?.touches).toEqual([{ lane: "downstream:crm-db", label: "update" }]);
});

test("what was blocked says so, and that the system of its record was never reached", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "a", at: 1, uri: "mail://outbox/1" }),
      anEvent({ id: "no", at: 2, status: "denied", resource: { uri: "mail://outbox/2" } }),
    ],
    none,
  );
  const point = sessionLanes(steps, [], []).points.find(({ id }) => id === "no");
  expect(point).toMatchObject({
    state: "denied",
    note: "blocked",
    touches: [{ lane: "downstream:mail", label: "never reached", isMissed: true }],
  });
});

test("more servers than there are lanes for share one that says how many it is for", () => {
  const steps = buildSteps(
    Array.from({ length: 9 }, (_, index) =>
      anEvent({ id: `e${index}`, at: index, serverName: `s${index}` }),
    ),
    none,
  );
  const { lanes, points } = sessionLanes(steps, [], []);
  const servers = lanes.filter(({ kind }) => kind === "server");
  expect(servers.map(({ title }) => title)).toEqual(["s0", "s1", "s2", "s3", "s4", "4 more"]);
  expect(points.at(-1)?.lane).toBe(servers.at(-1)?.id);
});

test("a wait for an approval is a stretch that ends with what came of it", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "ask", at: 1, callId: "1", operationId: "op", status: "input_required" }),
      anEvent({ id: "run", at: 42, callId: "2", operationId: "op", does: "update" }),
    ],
    none,
  );
  const approval = { key: "k", operationId: "op", from: START + 1000, to: START + 39_000 };
  const granted = sessionLanes(
    steps,
    [],
    [{ ...approval, status: "granted", approver: "dave", bound: true, executedBy: "run" }],
  );
  expect(granted.spans).toMatchObject([
    {
      lane: "approver:dave",
      label: "waiting for dave, 38 s",
      outcome: "approved",
      after: "approved, same arguments",
    },
  ]);
  expect(granted.links?.map(({ kind }) => kind)).toEqual(["asks", "waits", "answers"]);
  const open = sessionLanes(
    steps,
    [],
    [{ key: "k", operationId: "op", from: START + 1000, status: "requested" }],
  );
  expect(open.spans).toMatchObject([{ outcome: "open", after: "no answer recorded" }]);
  expect(open.links?.map(({ kind }) => kind)).toEqual(["asks"]);
});

test("a gap covers the lanes of its emitter and of systems that nobody else reached", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "a", at: 1, uri: "crm-db://contact/1" }),
      anEvent({ id: "b", at: 2, uri: "shared://x/1" }),
      anEvent({ id: "c", at: 3, serverName: "wiki", uri: "shared://x/1" }),
    ],
    none,
  );
  const gap = {
    id: "g",
    emitter: "crm-prod",
    from: START,
    to: START + 1000,
    count: 7,
    title: "7 events missing",
    short: "crm-prod 1–7",
    detail: "",
  };
  expect(sessionLanes(steps, [gap], []).gaps).toMatchObject([
    {
      lanes: ["server:crm", "downstream:crm-db"],
      label: "7 events missing",
      detail: "crm-prod 1–7",
    },
  ]);
});

test("the graph counts calls between neighbours, what was denied apart", () => {
  const steps = buildSteps(
    [
      anEvent({ id: "a", at: 1, uri: "crm-db://contact/1" }),
      anEvent({ id: "b", at: 2, uri: "crm-db://contact/1" }),
      anEvent({ id: "no", at: 3, status: "denied" }),
    ],
    none,
  );
  const { nodes, edges, steps: through } = sessionGraph(steps);
  expect(nodes.map(({ label, column }) => [label, column])).toEqual([
    ["sales-bot", 0],
    ["desktop 1.2.3", 1],
    ["crm", 2],
    ["crm-db", 3],
  ]);
  expect(edges.map(({ from, to, count, isDenied }) => [from, to, count, isDenied])).toEqual([
    ["0 sales-bot", "1 desktop 1.2.3", 2, undefined],
    ["1 desktop 1.2.3", "2 crm", 2, undefined],
    ["2 crm", "3 crm-db", 2, undefined],
    ["0 sales-bot", "1 desktop 1.2.3", 1, true],
    ["1 desktop 1.2.3", "2 crm", 1, true],
  ]);
  expect(through.get("3 crm-db")).toEqual(new Set(["a", "b"]));
});
