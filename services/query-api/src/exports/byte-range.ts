/** What a request wants of a file. */
export type WantedBytes =
  | { kind: "whole" }
  /** Both ends included. */
  | { kind: "part"; start: number; end: number }
  | { kind: "unsatisfiable" }
  | { kind: "unchanged" };

/** Headers that decide it. */
export interface RangeHeaders {
  range?: string | undefined;
  ifRange?: string | undefined;
  ifNoneMatch?: string | undefined;
}

/**
 * Decides which bytes a GET asks for (RFC 9110 sections 13 and 14): one range of bytes, given only
 * while the file is the one that `If-Range` names. Several ranges, other units and what is no range
 * get the whole file, as the RFC allows.
 */
export function wantedBytes(
  { range, ifRange, ifNoneMatch }: RangeHeaders,
  file: { size: number; etag: string },
): WantedBytes {
  if (ifNoneMatch !== undefined && matches(ifNoneMatch, file.etag)) return { kind: "unchanged" };
  const whole = { kind: "whole" } as const;
  if (range === undefined) return whole;
  // A date never matches: it is weaker than the digest that there is.
  if (ifRange !== undefined && ifRange.trim() !== file.etag) return whole;
  const [, first = "", last = ""] = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(range) ?? [];
  if (first === "" && last === "") return whole;
  if (first === "") {
    const length = Math.min(Number(last), file.size);
    return length === 0
      ? { kind: "unsatisfiable" }
      : { kind: "part", start: file.size - length, end: file.size - 1 };
  }
  const start = Number(first);
  if (last !== "" && Number(last) < start) return whole;
  if (start >= file.size) return { kind: "unsatisfiable" };
  const end = last === "" ? file.size - 1 : Math.min(Number(last), file.size - 1);
  return { kind: "part", start, end };
}

function matches(header: string, etag: string): boolean {
  return (
    header.trim() === "*" ||
    header.split(",").some((candidate) => candidate.trim().replace(/^W\//, "") === etag)
  );
}
