/**
 * What a mark of a chart stands for. The stylesheets turn a role into a fill; `denied` and `gap`
 * are hatched, so that they survive greyscale print.
 */
export type ChartRole =
  | "read"
  | "write"
  | "destructive"
  | "denied"
  | "error"
  | "good"
  | "gap"
  | "plain"
  | "accent";
