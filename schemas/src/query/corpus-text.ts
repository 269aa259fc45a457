import { all, not, prefix, text } from "./corpus-filters.ts";
import type { ValidEntry } from "./corpus.ts";

const sensitive = ["payload"] as const;

/** Free text: words, identifiers, phrases and beginnings of words. */
export const textQueries: readonly ValidEntry[] = [
  { query: "refund", filter: text("refund"), sensitive, explanation: "contains the word refund" },
  { query: "REFUND", filter: text("refund"), sensitive },
  {
    query: "400 401 404",
    filter: all(text("400"), text("401"), text("404")),
    sensitive,
    explanation: "contains the word 400 AND contains the word 401 AND contains the word 404",
  },
  {
    query: "contacts.update",
    filter: text("contacts", "update"),
    sensitive,
    explanation: "contains the words contacts, update (in any order)",
  },
  { query: "alice@example.com", filter: text("alice", "example", "com"), sensitive },
  { query: "snake_case-word", filter: text("snake", "case", "word"), sensitive },
  {
    query: '"crm.contacts.update by"',
    filter: text("crm.contacts.update", "by"),
    sensitive,
    explanation: "contains the words crm.contacts.update, by (in any order)",
  },
  {
    query: '"Resque::DirtyExit"',
    filter: text("resque", "dirtyexit"),
    sensitive,
  },
  {
    query: '-"gpu::"',
    filter: not(text("gpu")),
    sensitive,
    explanation: "does not contain the word gpu",
  },
  { query: 'NOT"gpu::"', normalized: '-"gpu::"', filter: not(text("gpu")), sensitive },
  { query: '"10:30"', filter: text("10:30"), sensitive },
  { query: '"a*b"', filter: text("a", "b"), sensitive },
  { query: '"tool"', filter: text("tool"), sensitive },
  { query: '"OR"', filter: text("or"), sensitive },
  { query: 'pre"fix ed"', normalized: '"prefix ed"', filter: text("prefix", "ed"), sensitive },
  {
    query: "con*",
    filter: prefix("con"),
    sensitive,
    explanation: "contains a word that starts with con",
  },
  {
    query: "crm.con*",
    filter: all(text("crm"), prefix("con")),
    sensitive,
    explanation: "contains both the word crm and a word that starts with con",
  },
  { query: "crm.*", filter: text("crm"), sensitive },
  { query: '"crm.con"*', filter: prefix("crm.con"), sensitive },
  { query: '"a crm.con"*', filter: all(text("a"), prefix("crm.con")), sensitive },
  { query: "Überweisung 東京", filter: all(text("überweisung"), text("東京")), sensitive },
  { query: "ａｌｉｃｅ", filter: text("alice"), sensitive },
  { query: "f(x)", filter: text("f", "x"), sensitive },
  { query: "a,b", filter: text("a", "b"), sensitive },
  { query: "a-b", filter: text("a", "b"), sensitive },
  { query: "-a-b", filter: not(text("a", "b")), sensitive },
  { query: "/etc/passwd", filter: text("etc", "passwd"), sensitive },
  { query: "what? [x]", filter: all(text("what"), text("x")), sensitive },
  {
    query: "a or b",
    filter: all(text("a"), text("or"), text("b")),
    sensitive,
    warning: "or is searched for as a word; the operator is written in capitals",
  },
  {
    query: "not a",
    filter: all(text("not"), text("a")),
    sensitive,
    warning: "not is searched for as a word",
  },
  {
    query: "ORDER ANDROID NOTE",
    filter: all(text("order"), text("android"), text("note")),
    sensitive,
  },
  {
    query: "actor=alice",
    filter: text("actor", "alice"),
    sensitive,
    warning: "a colon stands between a field and its value",
  },
  {
    query: "“alice bob”",
    filter: all(text("alice"), text("bob")),
    sensitive,
    warning: "curly quotes are part of the text",
  },
  { query: "tool*", filter: prefix("tool"), sensitive },
];
