import type { ErrorCode } from "@toolmark/runtime/errors";
import { AuditError, describeError, errorKinds } from "@toolmark/runtime/errors";

/** A call to a thread. */
export interface ThreadCall {
  id: number;
  name: string;
  input: unknown;
  /** When the answer is no longer of use, milliseconds since the epoch. */
  deadline?: number;
}

/** What a thread says: the answer to a call, that it is ready, or something it noticed. */
export type ThreadReply<Notice = unknown> =
  | { id: number; output: unknown }
  | { id: number; failure: Failure }
  | { notice: Notice };

/** An error in a form that crosses threads. */
export interface Failure {
  code: ErrorCode;
  message: string;
}

/** Puts an error into a form that crosses threads; what is not ours becomes `store_unavailable`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AuditError) return { code: error.code, message: error.message };
  return { code: "store_unavailable", message: `store failed: ${describeError(error)}` };
}

/** The error that a failure stands for. */
export function fromFailure({ code, message }: Failure): AuditError {
  return new AuditError(code in errorKinds ? code : "internal", message);
}
