/** A thrown value and what caused it as one text, the outermost first. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `: ${describeFailure(error.cause)}` : "";
  return `${error.message === "" ? error.name : error.message.trim()}${cause}`;
}
