/** Most answers that are kept. */
const MAX_KEYS = 1000;
/** How many times as long as it took to find out an answer is kept. */
const TIMES = 20;
const LEAST_MS = 1000;

/**
 * Creates a function that shares one answer, a failure too, among those who ask for the same key. It
 * is kept for twenty times as long as it took, so that asking takes a twentieth of the time at most:
 * from one second up to `mostMs`.
 */
export function keepAnswers<Answer>(
  mostMs: number,
): (key: string, ask: () => Promise<Answer>) => Promise<Answer> {
  // In the order in which they were asked for.
  const kept = new Map<string, { until: number; answer: Promise<Answer> }>();
  return async (key, ask) => {
    const known = kept.get(key);
    const asked = performance.now();
    if (known !== undefined && asked < known.until) return await known.answer;
    const entry = { until: Number.POSITIVE_INFINITY, answer: ask() };
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > MAX_KEYS && oldest !== undefined) kept.delete(oldest);
    try {
      return await entry.answer;
    } finally {
      const now = performance.now();
      entry.until = now + Math.min(mostMs, Math.max(LEAST_MS, (now - asked) * TIMES));
    }
  };
}
