import { AuditError } from "@toolmark/runtime/errors";

/**
 * Reads a request body up to a limit in bytes; what is longer is refused while it arrives, so memory
 * stays bounded whatever a client sends.
 *
 * @throws AuditError `payload_too_large`.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array> {
  const tooLarge = () =>
    new AuditError("payload_too_large", `a request may have ${limit} bytes; send smaller batches`);
  const declared = Number(request.headers.get("content-length") ?? 0);
  if (declared > limit) throw tooLarge();
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, size);
}
