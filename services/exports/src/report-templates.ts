import type { ExportedEvent } from "./exported-event.ts";
import { reportTime } from "./report-cell.ts";
import type { ReportColumn } from "./report.ts";

interface TemplateColumn extends ReportColumn {
  value(event: ExportedEvent): string | undefined;
}

interface ReportTemplate {
  title: string;
  introduction: string;
  /** Condition in the query language that every event of the report must meet as well. */
  condition?: string;
  columns: readonly TemplateColumn[];
}

const time: TemplateColumn = {
  name: "time (UTC)",
  width: 3,
  value: (event) => reportTime(event.time.occurred),
};
const who: TemplateColumn = {
  name: "who",
  width: 3,
  value: ({ actor }) => actor?.id ?? actor?.type,
};
const agent: TemplateColumn = {
  name: "through agent",
  width: 2,
  value: ({ actor }) => actor?.agent?.name ?? actor?.agent?.id,
};
const what: TemplateColumn = {
  name: "what",
  width: 4,
  value: ({ tool, event, resource, method }) =>
    tool?.name ?? resource?.uri ?? (event.type.startsWith("call.") ? method : event.type),
};
const server: TemplateColumn = { name: "server", width: 2, value: (event) => event.server?.name };
const effect: TemplateColumn = { name: "effect", width: 2, value: (event) => event.effect?.class };
const outcome: TemplateColumn = {
  name: "outcome",
  width: 2,
  value: (event) => outcomeWords(event),
};
const id: TemplateColumn = { name: "event id", width: 5, value: (event) => event.event.id };
const touched: TemplateColumn = {
  name: "touched",
  width: 5,
  value: ({ downstream = [] }) =>
    downstream
      .slice(0, 5)
      .map(({ operation, uri, system }) => `${operation} ${uri ?? system}`)
      .join("; ") + (downstream.length > 5 ? `; ${downstream.length - 5} more` : ""),
};
const approval: TemplateColumn = {
  name: "approval",
  width: 3,
  value: ({ approval: found }) =>
    found?.status &&
    `${found.status}${found.approver === undefined ? "" : ` by ${found.approver.id}`}`,
};

/** The templates of reports: which events, and what is shown of each. */
export const reportTemplates = {
  events: {
    title: "Events",
    introduction: "Everything that the query found, counted and listed.",
    columns: [time, who, agent, what, server, effect, outcome, id],
  },
  "access-review": {
    title: "Access review: privileged and shared accounts",
    introduction:
      "Which accounts changed or destroyed something, month by month, with their last use, and which credentials were used by more than one account. An account is privileged here when it called a tool that writes or destroys.",
    columns: [time, who, agent, what, server, effect, outcome, id],
  },
  changes: {
    title: "Changes",
    introduction: "Calls that changed something or were meant to, with what they touched.",
    condition: "(effect:write OR effect:destructive OR has:changed)",
    columns: [
      time,
      who,
      agent,
      what,
      touched,
      {
        name: "changed fields",
        width: 3,
        value: ({ downstream = [] }) =>
          downstream
            .flatMap(({ changed_fields: names = [] }) => names)
            .slice(0, 20)
            .join(", "),
      },
      approval,
      outcome,
      id,
    ],
  },
  approvals: {
    title: "Approvals",
    introduction:
      "Calls and decisions with an approval: who asked, who decided, and whether the approval was given for exactly the parameters of the call.",
    condition: "(has:approval OR type:approval.*)",
    columns: [
      time,
      who,
      what,
      { name: "approval id", width: 2, value: (event) => event.approval?.id },
      { name: "state", width: 2, value: (event) => event.approval?.status },
      { name: "decided by", width: 3, value: (event) => event.approval?.approver?.id },
      {
        name: "decided at",
        width: 3,
        value: ({ approval: found }) => found?.decided_at && reportTime(found.decided_at),
      },
      { name: "given for", width: 3, value: givenFor },
      outcome,
      id,
    ],
  },
  denied: {
    title: "Denied and refused",
    introduction:
      "What was blocked by a policy, by validation, by an approval that was refused or ran out, or for lack of access.",
    condition:
      "(outcome:denied OR outcome:rejected OR decision:deny OR approval:denied OR approval:expired OR type:auth.failed OR type:auth.scope_challenged OR type:approval.denied OR type:approval.expired)",
    columns: [
      time,
      who,
      agent,
      what,
      server,
      outcome,
      {
        name: "rule",
        width: 3,
        value: ({ policy }) => {
          const check = policy?.checks?.find(({ decision }) => decision === "deny");
          return check?.rule_id ?? check?.id;
        },
      },
      {
        name: "reason",
        width: 5,
        value: ({ policy, error, approval: found }) =>
          policy?.checks?.find(({ decision }) => decision === "deny")?.reason ??
          found?.comment ??
          error?.message,
      },
      id,
    ],
  },
} as const satisfies Record<string, ReportTemplate>;

/** Name of a template. */
export type ReportTemplateName = keyof typeof reportTemplates;

/** All templates. */
export const reportTemplateNames = Object.keys(reportTemplates) as [
  ReportTemplateName,
  ...ReportTemplateName[],
];

/** What a template asks for in the query language; undefined where it takes any event. */
export function templateCondition(name: ReportTemplateName): string | undefined {
  const template: ReportTemplate = reportTemplates[name];
  return template.condition;
}

function givenFor({ approval: found, params }: ExportedEvent): string | undefined {
  if (found?.status !== "granted") return undefined;
  if (found.params_hmac === undefined || params?.hmac === undefined) return "not known";
  return found.params_hmac === params.hmac ? "these parameters" : "OTHER PARAMETERS";
}

const words = {
  success: "succeeded",
  tool_error: "failed in the tool",
  protocol_error: "failed in the protocol",
  rejected: "rejected as not valid",
  denied: "denied",
  input_required: "waits for input",
  deferred: "goes on as a task",
  cancelled: "cancelled",
  timeout: "ran out of time",
  unknown: "no result recorded",
} as const;

function outcomeWords({ outcome: found, event }: ExportedEvent): string | undefined {
  if (found !== undefined) return words[found.status];
  return event.type === "call.attempted" ? "begun" : undefined;
}
