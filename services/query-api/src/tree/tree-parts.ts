import type { CallStatus } from "../describe-call.ts";
import type { EventView } from "../event-view.ts";

/** One downstream operation of a call, without values. */
export interface TreeTouch {
  event_id: string;
  system: string;
  operation: string;
  uri?: string;
  status?: string;
  /** Names of the members that changed, as far as they are recorded. */
  changed: string[];
}

/** How long an action waited for leave, and what came of it. */
export interface ApprovalWait {
  id?: string;
  /** `requested` where no decision is recorded. */
  status: string;
  approver?: string;
  channel?: string;
  requested_at?: string;
  decided_at?: string;
  /** Milliseconds from the request to the decision; absent unless both are recorded. */
  wait_ms?: number;
  /** Whether it was given for exactly the parameters of a call; absent where that cannot be told. */
  bound?: boolean;
  event_ids: string[];
}

/** One call: its attempt and its end, paired by the call's id. */
export interface TreeCall {
  call_id: string;
  round?: number;
  status: CallStatus;
  /** The status in plain words. */
  summary: string;
  started: string;
  /** When its end was recorded to be; absent without a completion. */
  ended?: string;
  duration_ms?: number;
  tool?: string;
  server?: string;
  method?: string;
  effect?: string;
  actor?: string;
  decision?: string;
  error?: string;
  attempted?: string;
  completed?: string;
  unresolved?: string;
  /** Ids of further events with this call's id. */
  related: string[];
  /** Its end came after it was given up, or longer after its start than a call may take. */
  late?: true;
  touched: TreeTouch[];
}

/** One action with all its calls: retries and rounds of approval. */
export interface TreeOperation {
  operation_id: string;
  /** How far below a root it stands; a parent comes directly before what is below it. */
  depth: number;
  parent?: { operation_id: string; call_id?: string; link: "parent_id" | "span" };
  /** The parent that it names, where nothing of that is here. */
  missing_parent?: string;
  status: CallStatus;
  summary: string;
  started: string;
  ended?: string;
  /** Sessions of its events that are not the one asked for. */
  elsewhere?: string[];
  calls: TreeCall[];
  approvals: ApprovalWait[];
}

/** An event that belongs to no operation. */
export interface TreeFact {
  event_id: string;
  type: string;
  time: string;
  actor?: string;
  server?: string;
  late?: true;
}

/** A stretch of time without an event. */
export interface TreeGap {
  from: string;
  to: string;
  ms: number;
  after_event: string;
  before_event: string;
  /** Calls that had begun before it and had no recorded end until after it. */
  running: number;
}

/** What a tree is built from: an event as it is shown, and the names of what it changed. */
export interface TreeEvent {
  view: EventView;
  /** For each downstream operation, the names of the members that it changed. */
  changed: readonly (readonly string[])[];
}
