import { AuditError } from "@toolmark/runtime/errors";

/**
 * The promise's result, or `log_unavailable` with `message` when it takes longer. The work itself
 * goes on: kafkajs cannot be interrupted.
 */
export async function withTimeout<Result>(
  work: Promise<Result>,
  ms: number,
  message: string,
): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new AuditError("log_unavailable", `${message} (gave up after ${ms} ms)`)),
    ms,
  );
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
