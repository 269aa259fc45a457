/** Outcomes of calls that were kept from what they were to do. */
export const deniedOutcomes = ["denied", "rejected"] as const;

/** Outcomes of calls that failed. */
export const failedOutcomes = ["tool_error", "protocol_error", "timeout"] as const;
