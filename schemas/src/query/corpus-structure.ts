import { everything } from "../filter.ts";
import { all, any, has, is, matches, not, text } from "./corpus-filters.ts";
import type { ValidEntry } from "./corpus.ts";

const alice = is("actor", "alice");
const bob = is("actor", "bob");
const crm = matches("tool", "crm.*");

/** How conditions are joined and negated, time, and what asks for evidence. */
export const structureQueries: readonly ValidEntry[] = [
  { query: "", filter: everything, explanation: "every event", kind: "rows", sensitive: [] },
  { query: " \t\n", normalized: "", filter: everything },
  {
    query: "actor:alice tool:crm.* -status:denied",
    normalized: "actor:alice tool:crm.* -outcome:denied",
    filter: all(alice, crm, not(is("outcome", "denied"))),
    explanation:
      "actor is alice AND tool starts with crm. AND outcome is not denied (includes events with no outcome)",
  },
  {
    query: "actor:alice AND tool:crm.*",
    normalized: "actor:alice tool:crm.*",
    filter: all(alice, crm),
  },
  {
    query: "actor:alice OR actor:bob",
    filter: any(alice, bob),
    explanation: "actor is alice OR actor is bob",
  },
  {
    query: "actor:alice tool:crm.* OR actor:bob",
    filter: any(all(alice, crm), bob),
    explanation: "(actor is alice AND tool starts with crm.) OR actor is bob",
  },
  {
    query: "tool:crm.* (actor:alice OR actor:bob)",
    filter: all(crm, any(alice, bob)),
    explanation: "tool starts with crm. AND (actor is alice OR actor is bob)",
  },
  { query: "(actor:alice)", normalized: "actor:alice", filter: alice },
  {
    query: "((actor:alice tool:crm.*) has:ip)",
    normalized: "actor:alice tool:crm.* has:ip",
    filter: all(alice, crm, has("ip")),
    sensitive: ["personal"],
  },
  {
    query: "actor:alice OR (actor:bob OR tool:crm.*)",
    normalized: "actor:alice OR actor:bob OR tool:crm.*",
    filter: any(alice, bob, crm),
  },
  {
    query: "(actor:alice)(actor:bob)",
    normalized: "actor:alice actor:bob",
    filter: all(alice, bob),
  },

  // Negation is two-valued.
  {
    query: "-actor:alice",
    filter: not(alice),
    explanation: "actor is not alice (includes events with no actor)",
  },
  { query: "!actor:alice", normalized: "-actor:alice", filter: not(alice) },
  { query: "NOT actor:alice", normalized: "-actor:alice", filter: not(alice) },
  { query: "--actor:alice", filter: not(not(alice)) },
  {
    query: "-tool:crm.*",
    filter: not(crm),
    explanation: "tool does not start with crm. (includes events with no tool)",
  },
  {
    query: "-(actor:alice tool:crm.*)",
    filter: not(all(alice, crm)),
    explanation: "NOT (actor is alice AND tool starts with crm.)",
  },
  {
    query: "NOT(actor:alice OR actor:bob)",
    normalized: "-(actor:alice OR actor:bob)",
    filter: not(any(alice, bob)),
  },
  { query: "-actor:alice actor:bob", filter: all(not(alice), bob) },
  {
    query: "-actor:(alice OR bob)",
    filter: not(any(alice, bob)),
    explanation: "actor is none of alice, bob (includes events with no actor)",
  },
  {
    query: "-has:actor -refund",
    filter: all(not(has("actor")), not(text("refund"))),
    sensitive: ["payload"],
  },

  // Time bounds the whole query.
  {
    query: "time:2026-08-01",
    filter: everything,
    from: Date.UTC(2026, 7, 1),
    to: Date.UTC(2026, 7, 2),
    explanation: "time is from 2026-08-01T00:00:00.000Z and before 2026-08-02T00:00:00.000Z",
  },
  {
    query: "time:2026-08-01T10:00:00Z",
    filter: everything,
    from: Date.UTC(2026, 7, 1, 10),
    to: Date.UTC(2026, 7, 1, 10, 0, 1),
  },
  {
    query: "time:[2026-08-01 TO 2026-08-02]",
    normalized: "time:2026-08-01..2026-08-02",
    filter: everything,
    from: Date.UTC(2026, 7, 1),
    to: Date.UTC(2026, 7, 3),
  },
  { query: "time:*..2026-08-02", filter: everything, to: Date.UTC(2026, 7, 3) },
  { query: "time:>2026-08-01", filter: everything, from: Date.UTC(2026, 7, 2) },
  { query: "time:<=2026-08-01T10:00Z", filter: everything, to: Date.UTC(2026, 7, 1, 10, 1) },
  {
    query: "since:2026-08-01T12:00:00+02:00 until:2026-08-02 actor:alice",
    filter: alice,
    from: Date.UTC(2026, 7, 1, 10),
    to: Date.UTC(2026, 7, 2),
    explanation:
      "time is 2026-08-01T10:00:00.000Z or later AND time is before 2026-08-02T00:00:00.000Z AND actor is alice",
  },
  {
    query: "(time:yesterday actor:alice) tool:crm.*",
    normalized: "time:yesterday actor:alice tool:crm.*",
    filter: all(alice, crm),
    from: Date.UTC(2026, 7, 20),
    to: Date.UTC(2026, 7, 21),
  },
  { query: "time:7d", filter: everything, from: Date.UTC(2026, 7, 14, 14, 30) },
  { query: "since:now-1h", filter: everything, from: Date.UTC(2026, 7, 21, 13, 30) },
  { query: "until:now", filter: everything, to: Date.UTC(2026, 7, 21, 14, 30) },
  {
    query: "since:2026-08-01 since:7d until:today",
    filter: everything,
    from: Date.UTC(2026, 7, 14, 14, 30),
    to: Date.UTC(2026, 7, 21),
  },
  {
    query: "since:2026-08-01T10:00:00",
    filter: everything,
    from: Date.UTC(2026, 7, 1, 10),
    warning: "a time without a zone is read as UTC",
  },

  // Evidence is shown when it is asked for by name.
  { query: "phase:attempt", filter: is("phase", "attempt"), kind: "all" },
  { query: "phase:Read", filter: is("phase", "Read"), kind: "all" },
  { query: "phase:outcome", filter: is("phase", "outcome"), kind: "rows" },
  { query: "-phase:attempt", filter: not(is("phase", "attempt")), kind: "rows" },
  { query: "--phase:attempt", filter: not(not(is("phase", "attempt"))), kind: "all" },
  {
    query: "type:(call.completed OR call.attempted)",
    filter: any(is("type", "call.completed"), is("type", "call.attempted")),
    kind: "all",
  },
  {
    query: "type:=audit.searched",
    filter: { op: "exact", field: "type", value: "audit.searched" },
    kind: "all",
  },
  {
    query: "actor:alice OR type:audit.revealed",
    filter: any(alice, is("type", "audit.revealed")),
    kind: "all",
  },
  { query: "type:audit.*", filter: matches("type", "audit.*"), kind: "all" },
  { query: "type:call.att*", filter: matches("type", "call.att*"), kind: "all" },
  { query: "type:call.*", filter: matches("type", "call.*"), kind: "rows" },
  { query: "type:audit.exported", filter: is("type", "audit.exported"), kind: "rows" },
  {
    query: "call.attempted",
    filter: text("call", "attempted"),
    kind: "rows",
    sensitive: ["payload"],
  },
  {
    query: "ip:10.0.0.1 refund",
    filter: all({ op: "within", field: "ip", network: "10.0.0.1" }, text("refund")),
    sensitive: ["personal", "payload"],
  },
];
