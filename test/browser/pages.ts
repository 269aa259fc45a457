import type { AnswerKey } from "../fixtures/audit-story.ts";

/** Names of all pages that tests look at, some in more than one state. */
export const pageNames = [
  "overview",
  "investigate",
  "investigate-query",
  "event",
  "event-link",
  "sessions",
  "session",
  "resources",
  "resource",
  "resource-event",
  "actors",
  "credentials",
  "actor",
  "agent",
  "client",
  "credential",
  "server",
  "policy",
  "findings",
  "reports",
  "exports",
  "schedules",
  "integrity",
  "cases",
] as const;
/** One of them. */
type PageName = (typeof pageNames)[number];

/** A page of the dashboards with the story's data on it. */
export interface StoryPage {
  name: PageName;
  path: string;
}

/** Every page, with addresses at which the story shows something. */
export function storyPages(answers: AnswerKey): StoryPage[] {
  const { record, session, shared } = answers;
  const [event = ""] = record.changes.map((change) => change.event);
  const person = record.changes[0]?.person ?? "";
  return [
    { name: "overview", path: "/" },
    { name: "investigate", path: "/investigate" },
    { name: "investigate-query", path: of("/investigate", { q: "actor:bob -outcome:success" }) },
    { name: "event", path: of("/investigate", { e: event }) },
    { name: "event-link", path: `/e/${event}` },
    { name: "sessions", path: "/sessions" },
    { name: "session", path: `/sessions/${session.id}` },
    { name: "resources", path: "/resources" },
    { name: "resource", path: of("/resources", { uri: record.uri }) },
    {
      name: "resource-event",
      path: of("/resources", { uri: record.uri, e: event, open: "event" }),
    },
    { name: "actors", path: "/actors" },
    { name: "credentials", path: "/actors?of=credential" },
    { name: "actor", path: `/actors/${person}` },
    { name: "agent", path: "/actors/sales-bot?as=agent" },
    { name: "client", path: of("/actors/claude-desktop", { as: "client" }) },
    {
      name: "credential",
      path: of(`/actors/${encodeURIComponent(shared.fingerprint)}`, { as: "credential" }),
    },
    { name: "server", path: of("/actors/crm", { as: "server" }) },
    { name: "policy", path: "/policy" },
    { name: "findings", path: "/findings" },
    { name: "reports", path: "/reports" },
    { name: "exports", path: "/reports?tab=exports" },
    { name: "schedules", path: "/reports?tab=schedules" },
    { name: "integrity", path: "/integrity" },
    { name: "cases", path: "/cases" },
  ];
}

function of(path: string, parameters: Record<string, string>): string {
  return `${path}?${new URLSearchParams(parameters).toString()}`;
}
