import { any, between, exact, has, is, matches, not, within } from "./corpus-filters.ts";
import type { ValidEntry } from "./corpus.ts";

const { MIN_VALUE } = Number;

/** Conditions on one field each: every operator, and values that other languages trip over. */
export const fieldQueries: readonly ValidEntry[] = [
  // Equality ignores case; the stores fold the value.
  { query: "actor:alice", filter: is("actor", "alice"), explanation: "actor is alice" },
  { query: "actor:Alice", filter: is("actor", "Alice") },
  { query: "ACTOR:alice", normalized: "actor:alice", filter: is("actor", "alice") },
  { query: "user:alice", normalized: "actor:alice", filter: is("actor", "alice") },
  {
    query: "status:denied",
    normalized: "outcome:denied",
    filter: is("outcome", "denied"),
    explanation: "outcome is denied",
  },
  {
    query: "status:ok",
    normalized: "outcome:ok",
    filter: is("outcome", "ok"),
    warning: 'outcome is never "ok"; it is one of success,',
  },
  {
    query: "outcome:sucess",
    filter: is("outcome", "sucess"),
    warning: "did you mean success?",
  },
  { query: 'actor:"alice"', normalized: "actor:alice", filter: is("actor", "alice") },
  { query: 'actor:"Jane Doe"', filter: is("actor", "Jane Doe") },
  { query: 'actor:Jane" "Doe', normalized: 'actor:"Jane Doe"', filter: is("actor", "Jane Doe") },
  {
    query: String.raw`actor:"a \"b\" \\ c"`,
    filter: is("actor", String.raw`a "b" \ c`),
    explanation: String.raw`actor is "a \"b\" \\ c"`,
  },
  { query: "actor:alice@example.com", filter: is("actor", "alice@example.com") },
  { query: "actor:日本", filter: is("actor", "日本"), explanation: "actor is 日本" },
  { query: "actor:é", filter: is("actor", "é") },
  { query: "actor:😀", filter: is("actor", "😀") },
  {
    query: "actor:a\u202eb",
    filter: is("actor", "a\u202eb"),
    explanation: String.raw`actor is "a\u{202e}b"`,
  },
  {
    query: 'actor:"a\nb\u0000"',
    filter: is("actor", "a\nb\u0000"),
    explanation: String.raw`actor is "a\nb\u{0}"`,
  },
  { query: "actor:AND", normalized: 'actor:"AND"', filter: is("actor", "AND") },
  { query: "tool:f(x)", normalized: 'tool:"f(x)"', filter: is("tool", "f(x)") },
  { query: String.raw`object:case\1`, filter: is("object", String.raw`case\1`) },

  // Only the first colon splits.
  { query: "resource:crm://contact/42", filter: is("resource", "crm://contact/42") },
  {
    query: "resource:https://x.example/a?b=c&d=%20#e",
    filter: is("resource", "https://x.example/a?b=c&d=%20#e"),
    explanation: "resource is https://x.example/a?b=c&d=%20#e",
  },
  { query: "changed:file:///etc/passwd", filter: is("changed", "file:///etc/passwd") },
  { query: "resource:a/../b", normalized: 'resource:"a/../b"', filter: is("resource", "a/../b") },
  {
    query: "resource:crm://contact/*",
    filter: matches("resource", "crm://contact/*"),
    explanation: "resource starts with crm://contact/",
  },
  { query: "client:claude-desktop/1.2.3", filter: is("client", "claude-desktop/1.2.3") },
  { query: "error:Resque::DirtyExit", filter: is("error", "Resque::DirtyExit") },
  { query: "tool:gpu::", filter: is("tool", "gpu::") },
  { query: "-tool:gpu::", filter: not(is("tool", "gpu::")) },
  { query: "purpose:10:30", filter: is("purpose", "10:30") },
  { query: "session:-", filter: is("session", "-") },

  // A dash inside or at the start of a value is part of it.
  { query: "error:-32602", filter: is("error", "-32602") },
  { query: "agent:sales-bot", filter: is("agent", "sales-bot") },
  {
    query: "actor:-alice",
    normalized: 'actor:"-alice"',
    filter: is("actor", "-alice"),
    warning: "the minus is part of the value",
  },
  {
    query: "actor:!alice",
    normalized: 'actor:"!alice"',
    filter: is("actor", "!alice"),
    warning: "the exclamation mark is part of the value",
  },

  // A star outside quotes is the only wildcard.
  {
    query: "tool:crm.*",
    filter: matches("tool", "crm.*"),
    explanation: "tool starts with crm.",
  },
  {
    query: "tool:*.update",
    filter: matches("tool", "*.update"),
    explanation: "tool ends with .update",
  },
  {
    query: "tool:*contact*",
    filter: matches("tool", "*contact*"),
    explanation: "tool contains contact",
  },
  {
    query: "tool:crm.*.get*",
    filter: matches("tool", "crm.*.get*"),
    explanation: "tool matches crm.*.get* (* is any text)",
  },
  { query: "tool:a**b", normalized: "tool:a*b", filter: matches("tool", "a*b") },
  { query: 'tool:"crm.*"', filter: is("tool", "crm.*"), explanation: 'tool is "crm.*"' },
  {
    query: 'actor:"Jane D"*',
    filter: matches("actor", "Jane D*"),
    explanation: 'actor starts with "Jane D"',
  },
  {
    query: 'name:"*"*',
    filter: { op: "matches", field: "name", pattern: [{ literal: "*" }, "*"] },
    sensitive: ["personal"],
  },
  { query: "tool:a?c", filter: is("tool", "a?c") },
  { query: "tool:[abc]", normalized: 'tool:"[abc]"', filter: is("tool", "[abc]") },
  { query: "tool:a?[b*", filter: matches("tool", "a?[b*") },
  { query: "tool:100%_*", filter: matches("tool", "100%_*") },

  // Presence.
  { query: "has:approval", filter: has("approval"), explanation: "has approval" },
  { query: "-has:approval", filter: not(has("approval")), explanation: "has no approval" },
  { query: "actor:*", normalized: "has:actor", filter: has("actor") },
  { query: "has:user", normalized: "has:actor", filter: has("actor") },
  { query: "has:params.ssn", filter: has("params.ssn"), sensitive: ["payload"] },
  { query: 'has:params."a b".c', filter: has("params.a b.c"), sensitive: ["payload"] },
  { query: "duration:*", normalized: "has:duration", filter: has("duration") },

  // As written.
  { query: "actor:=Alice", filter: exact("actor", "Alice"), explanation: "actor is exactly Alice" },
  { query: "actor:==x", normalized: 'actor:="=x"', filter: exact("actor", "=x") },
  { query: 'actor:="a*"', filter: exact("actor", "a*") },
  { query: "ip:=10.0.0.1", filter: exact("ip", "10.0.0.1"), sensitive: ["personal"] },

  // Lists.
  {
    query: "actor:(alice OR bob)",
    filter: any(is("actor", "alice"), is("actor", "bob")),
    explanation: "actor is one of alice, bob",
  },
  {
    query: "actor:alice,bob",
    normalized: "actor:(alice OR bob)",
    filter: any(is("actor", "alice"), is("actor", "bob")),
  },
  {
    query: "actor:( alice, bob OR c )",
    normalized: "actor:(alice OR bob OR c)",
    filter: any(is("actor", "alice"), is("actor", "bob"), is("actor", "c")),
  },
  { query: "actor:(alice)", normalized: "actor:alice", filter: is("actor", "alice") },
  {
    query: "-tool:(crm.* OR x)",
    filter: not(any(matches("tool", "crm.*"), is("tool", "x"))),
    explanation: "NOT (tool starts with crm. OR tool is x) (includes events with no tool)",
  },
  {
    query: "actor:(alice or bob)",
    normalized: "actor:(alice OR bob)",
    filter: any(is("actor", "alice"), is("actor", "bob")),
    warning: "OR is written in capitals",
  },
  {
    query: "actor:=Alice,Bob",
    normalized: "actor:=(Alice OR Bob)",
    filter: any(exact("actor", "Alice"), exact("actor", "Bob")),
    explanation: "actor is exactly one of Alice, Bob",
  },
  { query: "actor:(x OR *)", filter: any(is("actor", "x"), has("actor")) },
  { query: 'actor:"a,b"', filter: is("actor", "a,b") },
  {
    query: "resource:geo:48.2,16.3",
    normalized: "resource:(geo:48.2 OR 16.3)",
    filter: any(is("resource", "geo:48.2"), is("resource", "16.3")),
    warning: "commas separate values",
  },
  {
    query: "resource:crm://a,crm://b",
    normalized: "resource:(crm://a OR crm://b)",
    filter: any(is("resource", "crm://a"), is("resource", "crm://b")),
  },

  // Numbers, in the unit of their field.
  {
    query: "duration:>500ms",
    filter: between("duration", { min: 500.00000000000006 }),
    explanation: "duration is more than 500 ms",
  },
  { query: "duration:>=2s", filter: between("duration", { min: 2000 }) },
  { query: "duration:<1m", filter: between("duration", { max: 59_999.99999999999 }) },
  { query: "duration:<=1.5h", filter: between("duration", { max: 5_400_000 }) },
  { query: "duration:500", filter: between("duration", { min: 500, max: 500 }) },
  { query: "items:>0", filter: between("items", { min: MIN_VALUE }) },
  { query: "items:<0", filter: between("items", { max: -MIN_VALUE }) },
  { query: "items:=3", filter: between("items", { min: 3, max: 3 }) },
  { query: "bytes:>10kb", filter: between("bytes", { min: 10_000.000000000002 }) },
  { query: "bytes:1MiB", filter: between("bytes", { min: 1_048_576, max: 1_048_576 }) },
  {
    query: "duration:[1s TO 2s]",
    normalized: "duration:1s..2s",
    filter: between("duration", { min: 1000, max: 2000 }),
    explanation: "duration is from 1000 ms to 2000 ms, both included",
  },
  { query: "items:10..20", filter: between("items", { min: 10, max: 20 }) },
  { query: "items:-5..-1", filter: between("items", { min: -5, max: -1 }) },
  { query: "items:*..20", filter: between("items", { max: 20 }) },
  { query: "items:[10 TO *]", normalized: "items:10..*", filter: between("items", { min: 10 }) },
  {
    query: "items:(1 OR 2)",
    filter: any(between("items", { min: 1, max: 1 }), between("items", { min: 2, max: 2 })),
  },
  {
    query: "-duration:>1s",
    filter: not(between("duration", { min: 1000.0000000000001 })),
    explanation: "duration is not more than 1000 ms (includes events with no duration)",
  },
  { query: "http:403", filter: is("http", "403") },

  // Addresses and networks.
  {
    query: "ip:10.0.0.0/8",
    filter: within("10.0.0.0/8"),
    sensitive: ["personal"],
    explanation: "ip is in 10.0.0.0/8",
  },
  {
    query: "ip:10.1.4.9",
    filter: within("10.1.4.9"),
    sensitive: ["personal"],
    explanation: "ip is 10.1.4.9",
  },
  { query: "ip:2001:db8::/32", filter: within("2001:db8::/32"), sensitive: ["personal"] },
  { query: "ip:::1", filter: within("::1"), sensitive: ["personal"] },
  { query: "ip:::ffff:10.0.0.1", filter: within("::ffff:10.0.0.1"), sensitive: ["personal"] },
  {
    query: "-ip:(10.0.0.0/8 OR fd00::/8)",
    filter: not(any(within("10.0.0.0/8"), within("fd00::/8"))),
    sensitive: ["personal"],
    explanation: "ip is in none of 10.0.0.0/8, fd00::/8 (includes events with no ip)",
  },

  // Paths into free-form members.
  { query: "params.id:42", filter: is("params.id", "42"), sensitive: ["payload"] },
  {
    query: "params.path:/etc/passwd",
    filter: is("params.path", "/etc/passwd"),
    sensitive: ["payload"],
  },
  { query: 'params."a.b":v', filter: is("params.a\\.b", "v"), sensitive: ["payload"] },
  {
    query: 'params."x":v',
    normalized: "params.x:v",
    filter: is("params.x", "v"),
    sensitive: ["payload"],
  },
  { query: 'params."":v', filter: is("params.", "v"), sensitive: ["payload"] },
  {
    query: "PARAMS.Id:v",
    normalized: "params.Id:v",
    filter: is("params.Id", "v"),
    sensitive: ["payload"],
  },
  { query: 'params.x:""', filter: is("params.x", ""), sensitive: ["payload"] },
  { query: "result.items.id:a*", filter: matches("result.items.id", "a*"), sensitive: ["payload"] },
  { query: "attr.team:sales", filter: is("attr.team", "sales"), sensitive: [] },
  { query: "attr.amount:>100", filter: between("attr.amount", { min: 100.00000000000001 }) },
  { query: "attr.amount:1..2.5", filter: between("attr.amount", { min: 1, max: 2.5 }) },
  {
    query: "attr.amount:[1 TO 2]",
    normalized: "attr.amount:1..2",
    filter: between("attr.amount", { min: 1, max: 2 }),
  },
  { query: 'attr.range:"1..2"', filter: is("attr.range", "1..2") },
  {
    query: "attr.path:/a/../b",
    normalized: 'attr.path:"/a/../b"',
    filter: is("attr.path", "/a/../b"),
  },
  { query: "attr.version:1.2.3", filter: is("attr.version", "1.2.3") },
  { query: "attr.at:2026-08-01T10:00:00Z", filter: is("attr.at", "2026-08-01T10:00:00Z") },
];
