import { z } from "zod";

/** Value of `format` in every manifest of this version. */
export const MANIFEST_FORMAT = "toolmark.export/1";

const instant = z.iso.datetime();
const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const EventPlace = z.strictObject({ id: z.string(), time: instant });

/** A stretch of an emitter's sequence, both ends included. */
const SequenceGap = z.strictObject({
  emitter: z.string(),
  epoch: z.string(),
  from: count,
  to: count,
  reason: z.string().optional(),
  /** Event that told of it. */
  event_id: z.string(),
});

/**
 * `manifest.json` beside the data of an export: what was asked, what was written, and what is known to
 * be missing, so that the file can be judged without the system it came from. Times are RFC 3339 in
 * UTC, digests SHA-256 in hex.
 */
export const ExportManifest = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  id: z.string(),
  tenant: z.string(),
  generator: z.strictObject({ name: z.literal("toolmark"), version: z.string() }),
  requested_by: z.strictObject({
    name: z.string(),
    role: z.string(),
    issuer: z.string().optional(),
  }),
  purpose: z.string().optional(),
  /** Schedule that the export belongs to. */
  schedule: z.string().optional(),
  query: z.strictObject({
    /** As it was asked. */
    text: z.string(),
    normalized: z.string(),
    explanation: z.string(),
    kind: z.enum(["rows", "attempts", "all"]),
    /** Half-open range of `time.occurred`. */
    from: instant.optional(),
    to: instant.optional(),
    zone: z.literal("UTC"),
    /** What was stored when it was asked: the same question with it gives the same events. */
    asof: z.string(),
    /** Servers that the reader may see, where it may not see all. */
    servers: z.array(z.string()).optional(),
  }),
  created: instant,
  started: instant,
  finished: instant,
  /** Events in the data file, or of which the report was made. */
  count,
  /** Events that the query holds at `asof`. */
  total: count,
  state: z.enum(["complete", "partial"]),
  /** Why it is partial. */
  reason: z.string().optional(),
  data: z.strictObject({
    file: z.string(),
    format: z.string(),
    /** Name and version of the schema that rows follow, where it is not our own. */
    schema: z.string().optional(),
    template: z.string().optional(),
    columns: z.array(z.string()).optional(),
    compression: z.enum(["none", "gzip"]),
    bytes: count,
    sha256,
    /** The same before compression. */
    uncompressed: z.strictObject({ bytes: count, sha256 }),
    /** Cells that were changed so that no spreadsheet takes them for a formula. */
    neutralized_cells: count,
  }),
  first: EventPlace.optional(),
  last: EventPlace.optional(),
  completeness: z.strictObject({
    /** Sequence numbers seen per emitter and epoch; filtered out ones are not missing. */
    emitters: z.array(
      z.strictObject({
        emitter: z.string(),
        epoch: z.string(),
        from: count,
        to: count,
        events: count,
      }),
    ),
    /** Emitters and epochs beyond those listed. */
    more_emitters: count,
    /** Events without a sequence number, for example imported ones and our own facts. */
    unsequenced: count,
    /** Ranges of these emitters that are known never to have arrived. */
    gaps: z.array(SequenceGap),
    more_gaps: count,
  }),
  /** Members that are stored but not shown, with the number of events that have them. */
  masks: z.record(z.string(), count),
  /** Members that were shown although they are hidden by default. */
  revealed: z.array(z.string()),
  sample: z
    .strictObject({
      size: count,
      seed: z.string(),
      method: z.string(),
      population: z.strictObject({
        count,
        /** SHA-256 of the ids of all events, each with a line feed, by time and id. */
        sha256,
      }),
    })
    .optional(),
  limits: z.array(z.string()),
  /** Place of inclusion proofs and the checkpoint they lead to. */
  proofs: z.null(),
});
/** The content of a manifest. */
export type ExportManifest = z.infer<typeof ExportManifest>;
