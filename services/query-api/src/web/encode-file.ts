import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** How a file can travel. */
export type ContentEncoding = "br" | "gzip" | "identity";

/** A file as it is sent, once for each way to travel. */
export interface EncodedFile {
  mediaType: string;
  /** Digest of the content, for ETags. */
  digest: string;
  bodies: ReadonlyMap<ContentEncoding, Uint8Array<ArrayBuffer>>;
}

const compressible = /^(text\/|application\/(json|manifest\+json|xml|wasm)|image\/svg\+xml)/;
/** Smaller files do not get smaller. */
const MIN_BYTES = 512;
// Higher levels take seconds for the last percent.
const BROTLI_QUALITY = 9;
const GZIP_LEVEL = 8;

/** Prepares a file for every way to travel; a compressed form that is not smaller is left out. */
export async function encodeFile(
  content: Uint8Array<ArrayBuffer>,
  mediaType: string,
): Promise<EncodedFile> {
  const bodies = new Map<ContentEncoding, Uint8Array<ArrayBuffer>>([["identity", content]]);
  if (compressible.test(mediaType) && content.length >= MIN_BYTES) {
    const [br, gzipped] = await Promise.all([
      promisify(brotliCompress)(content, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        },
      }),
      promisify(gzip)(content, { level: GZIP_LEVEL }),
    ]);
    if (br.length < content.length) bodies.set("br", new Uint8Array(br));
    if (gzipped.length < content.length) bodies.set("gzip", new Uint8Array(gzipped));
  }
  const digest = createHash("sha256").update(content).digest("base64url").slice(0, 22);
  return { mediaType, digest, bodies };
}

/** The best encoding that a request's `Accept-Encoding` (RFC 9110, section 12.5.3) takes. */
export function chooseEncoding(
  accepted: string | undefined,
  available: ReadonlyMap<ContentEncoding, unknown>,
): ContentEncoding {
  const weights = new Map(
    (accepted ?? "").split(",").map((part) => {
      const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return [name, weight === undefined ? 1 : Number(weight.slice(2))] as const;
    }),
  );
  const takes = (name: ContentEncoding) => (weights.get(name) ?? weights.get("*") ?? 0) > 0;
  return (["br", "gzip"] as const).find((name) => available.has(name) && takes(name)) ?? "identity";
}
