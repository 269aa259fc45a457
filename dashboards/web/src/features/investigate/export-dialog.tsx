import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { ExportFormatName } from "@toolmark/exports/export-formats";
import { useState } from "react";
import type { ReactNode } from "react";

import { apiWith } from "../../lib/api.ts";
import { countText } from "../../lib/format.ts";
import { useMay } from "../../lib/permissions.ts";
import { fullTime } from "../../lib/time.ts";
import { useZone } from "../../lib/zone.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { CheckField, SelectField, TextField } from "../../ui/field.tsx";
import { Icon } from "../../ui/icon.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SafeText } from "../../ui/safe-text.tsx";
import { formats } from "../reports/report-words.ts";
import type { ShownState } from "./shown-state.ts";
import { parametersOf } from "./use-investigation.ts";
import type { Investigation } from "./use-investigation.ts";

import styles from "./save-view.module.css";

/** Has everything that was found made into a file, complete and with its manifest. */
export function ExportDialog(props: {
  asked: Investigation;
  shown: ShownState;
  onClose: () => void;
}): ReactNode {
  const { asked, shown, onClose } = props;
  const { asof, total, range } = shown;
  const mayReveal = useMay("payload");
  const zone = useZone();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [format, setFormat] = useState<ExportFormatName>("jsonl");
  const [isZipped, setIsZipped] = useState(false);
  const [isRevealing, setIsRevealing] = useState(false);
  const [reason, setReason] = useState("");
  const request = useMutation({
    mutationFn: async () =>
      await apiWith({ ...(isRevealing && { purpose: reason.trim() }) }).exports.request({
        ...parametersOf({ ...asked, ...range }, asof),
        format,
        gzip: isZipped,
        reveal: isRevealing,
      }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ["/v1/exports"] });
      await navigate({ to: "/reports", search: { tab: "exports", id } });
    },
  });
  const count =
    total === undefined ? "" : `${countText(total.count)}${total.isExact ? "" : "+"} events`;
  const isReady = !isRevealing || reason.trim() !== "";
  return (
    <Dialog
      title={`Export ${count}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            disabled={!isReady || request.isPending}
            onClick={() => request.mutate()}
          >
            <Icon name="download" size={13} />
            {request.isPending ? "Asking for it" : "Create"}
          </Button>
        </>
      }
    >
      <div className={styles.export}>
        <p>
          {asked.q === "" ? "All events" : <SafeText value={asked.q} className="mono" cap={400} />},{" "}
          {fullTime(range.from, zone)} to {fullTime(range.to, zone)}, as of what is shown. The file
          holds every one of them or says that it is partial.
        </p>
        <SelectField
          label="Format"
          autoFocus
          value={format}
          options={Object.entries(formats).map(([value, words]) => ({
            value,
            label: `${words.label}, ${words.text}`,
          }))}
          onChange={({ currentTarget: { value } }) => {
            if (isFormat(value)) setFormat(value);
          }}
        />
        <CheckField
          checked={isZipped}
          onChange={(event) => setIsZipped(event.currentTarget.checked)}
        >
          Compressed (gzip)
        </CheckField>
        {mayReveal && (
          <CheckField
            checked={isRevealing}
            onChange={(event) => setIsRevealing(event.currentTarget.checked)}
          >
            With parameters, results and states
          </CheckField>
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
        {request.error !== null && <ProblemNote error={request.error} />}
      </div>
    </Dialog>
  );
}

function isFormat(value: string): value is ExportFormatName {
  return Object.hasOwn(formats, value);
}
