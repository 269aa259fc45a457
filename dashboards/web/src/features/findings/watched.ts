/** What is looked at without rules, and what it takes to be told. */
export const watched: readonly { name: string; takes: string }[] = [
  {
    name: "Emitters",
    takes:
      "silent for ten minutes although they send heartbeats or have a rhythm; numbers missing from their sequence; losses that they told of",
  },
  {
    name: "Approvals",
    takes:
      "a write that needed one and ran without; given by whoever asked; for other arguments; after it expired; waiting; expired; given in less than 3 s",
  },
  { name: "Denials", takes: "the same actor and tool denied five times or more" },
  { name: "Clients", takes: "never seen before, and fifty events or more" },
  { name: "Tools", takes: "a description that changed" },
  { name: "Calls", takes: "no end was recorded within the lease" },
  { name: "Records", takes: "in quarantine, or with the id of another event" },
  { name: "Connections", takes: "refused for want of valid credentials" },
];
