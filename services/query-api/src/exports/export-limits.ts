import { isReport } from "@toolmark/exports/export-formats";
import { MAX_REPORT_ROWS } from "@toolmark/exports/report";

import type { ExportJob } from "./export-job.ts";

/** What the file cannot show or promise, in sentences for whoever reads it. */
export function limitsOf(job: ExportJob): string[] {
  const { format, shown, principal, sample } = job;
  const limits = [
    "Holds what was stored when it was asked for; what retention had removed by then is not in it.",
    "Sequence numbers that the query left out are not gaps; known gaps are those that emitters told of.",
    "Proofs of inclusion are not part of the export: its digests show that the file is what was written, not that the events are what was recorded.",
    "Times are those that emitters claim, in UTC; the time of recording stands beside each.",
  ];
  if (!shown.payload)
    limits.push("Parameters, results, states and intents are hidden; the manifest counts them.");
  if (!shown.personal) limits.push("Names and addresses of people are hidden.");
  if (principal.servers !== undefined)
    limits.push(
      "Made by a reader of some servers: events that belong to no server, gaps among them, are left out.",
    );
  if (sample !== undefined)
    limits.push("A sample: the population is described by its number and digest only.");
  if (format === "jsonl")
    limits.push(
      "A completion names the unresolved fact before it only where it is marked late; the id follows from the call's.",
    );
  if (format === "csv")
    limits.push(
      "For reading: several values of a field are joined by '; ', and text that a spreadsheet could take for a formula has an apostrophe in front. JSON Lines is the format for evidence.",
    );
  if (format === "ocsf")
    limits.push(
      "Every event is an API Activity, also those that are no call; what OCSF has no attribute for is under unmapped.toolmark.",
    );
  if (format === "ecs")
    limits.push("ECS has no fields for MCP: the rest of each event is under toolmark.");
  if (isReport(format)) {
    limits.push(
      `Counts are over all events; at most ${MAX_REPORT_ROWS} are listed, and long values are cut. Characters that cannot be seen stand as escapes.`,
    );
    limits.push("An owner is the person or account that an event names; no directory was asked.");
  }
  if (format === "pdf")
    limits.push(
      "Characters that the font lacks stand as escapes; text from right to left may be in the order of its characters.",
    );
  return limits;
}
