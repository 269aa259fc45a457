const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const steps = [
  1,
  10,
  100,
  SECOND,
  5 * SECOND,
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  7 * DAY,
  30 * DAY,
];

const MAX_BUCKETS = 200;

/** The shortest round interval, in milliseconds, that cuts `[from, to)` into at most 200 buckets. */
export function bucketInterval(from: number, to: number): number {
  const longest = steps.at(-1) ?? DAY;
  const step = steps.find((interval) => bucketCount(from, to, interval) <= MAX_BUCKETS);
  return step ?? longest * Math.ceil((to - from) / (longest * (MAX_BUCKETS - 1)));
}

function bucketCount(from: number, to: number, interval: number): number {
  return Math.ceil(to / interval) - Math.floor(from / interval);
}
