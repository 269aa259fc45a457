const words: Readonly<Record<string, string>> = {
  server: "seen by the server",
  gateway: "seen by the gateway",
  client: "seen by the client",
  otel: "seen in telemetry",
  import: "imported",
  toolmark: "recorded by Toolmark",
};

/** Where a record was made, in words. */
export function vantageText(vantage: string): string {
  return words[vantage] ?? vantage;
}
