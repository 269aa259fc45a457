import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { ExportFormatName } from "@toolmark/exports/export-formats";
import { useState } from "react";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countText } from "../../lib/format.ts";
import { useMay } from "../../lib/permissions.ts";
import { Button } from "../../ui/button.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import type { ScopeQuestion } from "./use-exports.ts";

import styles from "./reports-page.module.css";

const route = getRouteApi("/reports");
const MAX_SAMPLE = 10_000;

/** The last choices of an export, and the button that has it made. */
export function CreateExport(props: {
  scope: ScopeQuestion;
  format: ExportFormatName;
  columns: readonly string[] | undefined;
  /** Events that it will hold. */
  total: number | undefined;
  /** What was stored when they were counted: the export holds the same. */
  asof: string | undefined;
  /** The button that makes a schedule of it. */
  schedule: ReactNode;
}): ReactNode {
  const { scope, format, columns, total, asof, schedule } = props;
  const mayReveal = useMay("payload");
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [isZipped, setIsZipped] = useState(false);
  const [isSample, setIsSample] = useState(false);
  const [size, setSize] = useState("100");
  const [seed, setSeed] = useState("");
  const [isRevealing, setIsRevealing] = useState(false);
  const [reason, setReason] = useState("");
  const sample = { size: Number(size), seed: seed.trim() };
  const isSampleValid =
    Number.isInteger(sample.size) &&
    sample.size >= 1 &&
    sample.size <= MAX_SAMPLE &&
    sample.seed !== "";
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () =>
      await apiWith({ ...(isRevealing && { purpose: reason.trim() }) }).exports.request({
        q: scope.q,
        from: scope.from,
        to: scope.to,
        format,
        gzip: isZipped,
        reveal: isRevealing,
        ...(asof !== undefined && { asof }),
        ...(scope.kind !== undefined && { kind: scope.kind }),
        ...(scope.what !== "data" && { template: scope.what }),
        ...(columns !== undefined && { columns: [...columns] }),
        ...(isSample && { sample }),
      }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["/v1/exports"] });
      await navigate({ search: (old) => ({ ...old, tab: "exports", id }) });
    },
  });
  const isReady =
    total !== undefined && (!isSample || isSampleValid) && (!isRevealing || reason.trim() !== "");
  return (
    <>
      <div className={styles["choices"]}>
        <CheckField
          checked={isZipped}
          onChange={(event) => setIsZipped(event.currentTarget.checked)}
        >
          Compressed (gzip)
        </CheckField>
        <CheckField
          checked={isSample}
          onChange={(event) => setIsSample(event.currentTarget.checked)}
        >
          A random sample
        </CheckField>
        {mayReveal && (
          <CheckField
            checked={isRevealing}
            onChange={(event) => setIsRevealing(event.currentTarget.checked)}
          >
            With parameters, results and states
          </CheckField>
        )}
      </div>
      {isSample && (
        <div className={styles["sample"]}>
          <TextField
            label="Events"
            inputMode="numeric"
            value={size}
            onChange={(event) => setSize(event.currentTarget.value)}
          />
          <TextField
            label="Seed"
            value={seed}
            maxLength={256}
            onChange={(event) => setSeed(event.currentTarget.value)}
            note="The same seed chooses the same events again."
          />
        </div>
      )}
      {isRevealing && (
        <TextField
          label="Reason"
          required
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          note="Recorded with your name, and again with each download of the file."
        />
      )}
      {error !== null && <ProblemNote error={error} />}
      <div className={styles["actions"]}>
        <Button kind="primary" disabled={!isReady || isPending} onClick={() => mutate()}>
          <Icon name="download" size={13} />
          {isPending
            ? "Asking for it"
            : total === undefined
              ? "Create"
              : `Create with ${countText(isSample ? Math.min(total, sample.size || 0) : total)} events`}
        </Button>
        {schedule}
      </div>
    </>
  );
}
