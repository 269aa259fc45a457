import type { PositionVector } from "@toolmark/event-store/event-store";
import type { ExportFormatName } from "@toolmark/exports/export-formats";
import type { ReportTemplateName } from "@toolmark/exports/report-templates";
import type { Principal } from "@toolmark/runtime/tokens";

import type { Visibility } from "../access/reader.ts";
import type { Question } from "../read-question.ts";

/** An export that is to be made: everything that decides its content. */
export interface ExportJob {
  id: string;
  tenant: string;
  principal: Principal;
  purpose: string | undefined;
  /** Schedule that it belongs to. */
  schedule: string | undefined;
  shown: Visibility;
  /** The query as it was asked; `question` holds the template's condition as well. */
  text: string;
  question: Question;
  positions: PositionVector;
  /** The positions as a caller can give them back. */
  asof: string;
  format: ExportFormatName;
  columns: readonly string[] | undefined;
  gzip: boolean;
  template: ReportTemplateName | undefined;
  sample: { size: number; seed: string } | undefined;
  /** Milliseconds since the epoch. */
  created: number;
}
