import { existsSync, readFileSync } from "node:fs";

const folder = new URL("../../../shared/data/airline/", import.meta.url);

/** One recorded tool call of the airline agent. */
export interface AirlineCall {
  session: string;
  user: string;
  seq: number;
  tool: string;
  arguments: Record<string, unknown>;
  result: string;
}

/** A tool as its server lists it. */
export interface AirlineTool {
  name: string;
  description: string;
  inputSchema: { type: "object" };
}

/** Whether the recorded calls are beside this checkout. */
export const hasAirlineData = existsSync(new URL("calls.jsonl", folder));

/** The recorded calls, in order. */
export function readAirlineCalls(): AirlineCall[] {
  const text = readFileSync(new URL("calls.jsonl", folder), "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AirlineCall);
}

/** The tools of the airline's server. */
export function readAirlineTools(): AirlineTool[] {
  return JSON.parse(readFileSync(new URL("tools.json", folder), "utf8")) as AirlineTool[];
}

/** Whether a call failed: the recorded results say so in their first word. */
export function isError(call: AirlineCall): boolean {
  return call.result.startsWith("Error");
}

/** How a call touches a reservation, as the server knows it. */
export interface ReservationTouch {
  reservation: string;
  operation: "read" | "create" | "update";
}

/** The reservation that a successful call reads or changes. */
export function touchOf(call: AirlineCall): ReservationTouch | undefined {
  if (isError(call)) return undefined;
  const named = call.arguments["reservation_id"];
  if (call.tool === "get_reservation_details")
    return { reservation: String(named), operation: "read" };
  if (call.tool === "book_reservation") {
    const { reservation_id: made } = JSON.parse(call.result) as { reservation_id: string };
    return { reservation: made, operation: "create" };
  }
  if (/^(update|cancel)_reservation/.test(call.tool))
    return { reservation: String(named), operation: "update" };
  return undefined;
}
