/** Pixels of a lane, of the axis above the lanes and of their names. */
export const LANE = { height: 35, head: 24, names: 128, half: 17.5 } as const;

/** What a lane of a session stands for; decides its ground and the shape of what passes it. */
export type LaneKind = "agent" | "client" | "server" | "downstream" | "approver";

/** One lane, from top to bottom in the order of a call: agent, client, servers, downstream, approver. */
export interface Lane {
  id: string;
  title: string;
  subtitle: string;
  kind: LaneKind;
}

/** A call, drawn as a badge in the lane of its server. */
export interface LanePoint {
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  lane: string;
  effect: "read" | "write" | "destructive" | "unknown";
  /** Absent where nothing is to be noticed. */
  state?: "denied" | "error" | "waiting";
  label: string;
  /** A second, smaller line: `blocked`, `late, +6 m`, `error 409`. */
  note?: string;
  /** Lanes that it came through before its own. */
  via?: readonly string[];
  /** Lanes that it led to, with what was done there. */
  touches?: readonly LaneTouch[];
}

/** What a call did in a lane below its own. */
export interface LaneTouch {
  lane: string;
  label?: string;
  /** Only the words stand there, no line: `never reached`. */
  isMissed?: boolean;
}

/** A connection between two lanes that is no call. */
export interface LaneLink {
  id: string;
  /**
   * `asks`: upright, with a ring where it begins; `waits`: level and dashed; `answers`: up or down
   * from where it begins, then level to where it leads; `leads`: dotted, from one call to another.
   */
  kind: "asks" | "waits" | "answers" | "leads";
  from: { lane: string; at: number };
  to: { lane: string; at: number };
  label?: string;
  isRefused?: boolean;
}

/** Something that took time: a wait for an approval, striped. */
export interface LaneSpan {
  id: string;
  lane: string;
  from: number;
  to: number;
  label: string;
  /** Stands behind it: what came of it. */
  after?: string;
  outcome?: "approved" | "refused" | "open";
}

/** A stretch of which events are missing, in some lanes. */
export interface LaneGap {
  id: string;
  lanes: readonly string[];
  from: number;
  to: number;
  /** What is missing: `7 events missing`. */
  label: string;
  /** Whose: `crm-prod 4,118–4,124`. */
  detail?: string;
}

/** Everything that happened in a session. */
export interface LaneStory {
  lanes: readonly Lane[];
  points: readonly LanePoint[];
  links?: readonly LaneLink[];
  spans?: readonly LaneSpan[];
  gaps?: readonly LaneGap[];
}
