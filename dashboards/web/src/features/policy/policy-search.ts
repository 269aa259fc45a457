import { z } from "zod";

import { choiceField, rangeFields, textField } from "../../lib/search-fields.ts";

/** Search parameters of the page on policy. */
export const policySearch = z.object({
  ...rangeFields,
  /** Absent: approvals. */
  tab: choiceField(["unapproved", "rules", "blocked"]),
  /** Only approvals in this state, or with this flag. */
  show: choiceField([
    "waiting",
    "granted",
    "denied",
    "expired",
    "cancelled",
    "self_approved",
    "argument_mismatch",
    "expired_before_use",
    "rubber_stamp",
    "never_executed",
  ]),
  /** Only what this rule decided. */
  rule: textField(1024),
});

/** Search parameters of the page on policy. */
export type PolicySearch = z.infer<typeof policySearch>;
