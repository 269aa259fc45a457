/** A tool's name with the server's apart from it, for lists in which both stand together. */
export interface ToolParts {
  server?: string;
  name: string;
}

/**
 * The names of a server and a tool: where the tool's name begins with the server's, that part is not
 * said twice.
 */
export function toolParts(server: string | undefined, tool: string): ToolParts {
  if (server === undefined) return { name: tool };
  const prefix = `${server}.`;
  const isWithin = tool.startsWith(prefix) && tool.length > prefix.length;
  return { server, name: isWithin ? tool.slice(prefix.length) : tool };
}

/** The kind of an event in words: `approval.granted` is `approval granted`. */
export function typeText(type: string): string {
  return type.replace(".", " ").replaceAll("_", " ");
}
