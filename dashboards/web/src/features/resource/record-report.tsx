import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { printCondition } from "@toolmark/schemas/query/print-query";
import type { ReactNode } from "react";

import { api } from "../../lib/api.ts";
import { useMay } from "../../lib/permissions.ts";
import { toast } from "../../lib/toasts.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { describeProblem } from "../../ui/problem-note.tsx";

/** What a report about one resource holds. */
export interface RecordReportProps {
  uri: string;
  range: { from: string; to: string } | undefined;
  asof: string | undefined;
}

/** Has a report about one resource made, of what the page shows, and goes to it. */
export function RecordReport({ uri, range, asof }: RecordReportProps): ReactNode {
  const may = useMay("export");
  const navigate = useNavigate();
  const { mutate, isPending } = useMutation({
    mutationFn: async () =>
      await api.exports.request({
        q: printCondition("resource", uri),
        format: "html",
        template: "events",
        ...range,
        ...(asof !== undefined && { asof }),
      }),
    onSuccess: ({ id }) => void navigate({ to: "/reports", search: { id, tab: "exports" } }),
    onError: (error) => toast(`No report: ${describeProblem(error).detail}`, "problem"),
  });
  if (!may) return null;
  return (
    <Button onClick={() => mutate()} disabled={isPending || range === undefined}>
      <Icon name="download" size={13} />
      Report for this record
    </Button>
  );
}
