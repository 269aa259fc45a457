/** Counts sign-ins that failed, by where they came from. */
export interface FailedSignIns {
  /** Whether another one may be tried from an address. */
  mayTry(address: string): boolean;
  failed(address: string): void;
}

/** Failures after which an address has to wait, and how many a minute it may make from then on. */
export const FAILURES_AT_ONCE = 10;
const FAILURES_A_MINUTE = 10;
/** Above so many addresses the one that failed longest ago is forgotten. */
const MAX_ADDRESSES = 10_000;

/** Creates the count; `now` is a clock in milliseconds. */
export function createFailedSignIns(now: () => number = () => performance.now()): FailedSignIns {
  // In the order of the last failure.
  const failures = new Map<string, { left: number; at: number }>();

  function leftOf(address: string): number {
    const known = failures.get(address);
    if (known === undefined) return FAILURES_AT_ONCE;
    const regained = ((now() - known.at) / 60_000) * FAILURES_A_MINUTE;
    return Math.min(FAILURES_AT_ONCE, known.left + regained);
  }

  return {
    mayTry: (address) => leftOf(address) >= 1,
    failed(address) {
      const left = Math.max(0, leftOf(address) - 1);
      failures.delete(address);
      failures.set(address, { left, at: now() });
      const [oldest] = failures.keys();
      if (failures.size > MAX_ADDRESSES && oldest !== undefined) failures.delete(oldest);
    },
  };
}
