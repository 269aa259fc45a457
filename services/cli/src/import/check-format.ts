/**
 * Says why the first lines of a file are no Toolmark events, in words; undefined when one of them
 * claims to be one. What is wrong with a single event is for the intake to say.
 */
export function notEvents(lines: readonly Uint8Array[]): string | undefined {
  const [first] = lines;
  if (first === undefined) return "it holds no line";
  const values = lines.map(parse);
  if (values.some(claimsToBeEvent)) return undefined;
  const text = Buffer.from(first.subarray(0, 4096)).toString("latin1").trim();
  if (text.startsWith("[")) return "it is one JSON array; put each event on a line of its own";
  if (text === "{") return "it is JSON over several lines; put each event on one line";
  if (values.every((value) => value === undefined)) return "its lines are not JSON objects";
  const known = foreign.find(([member]) =>
    values.some((value) => value !== undefined && member in value),
  );
  return known === undefined
    ? 'its lines do not say "schema":"toolmark.event/1"'
    : `its lines look like ${known[1]}`;
}

const foreign = [
  ["eventVersion", "AWS CloudTrail records"],
  ["class_uid", "OCSF events"],
  ["@timestamp", "ECS documents"],
  ["resourceSpans", "OpenTelemetry spans"],
] as const;

function parse(line: Uint8Array): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(line).toString("utf8"));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function claimsToBeEvent(value: object | undefined): boolean {
  return (
    value !== undefined &&
    "schema" in value &&
    typeof value.schema === "string" &&
    value.schema.startsWith("toolmark.event/")
  );
}
