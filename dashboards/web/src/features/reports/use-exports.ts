import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ExportAnswer, ExportsAnswer } from "@toolmark/query-api/exports/answers";

import { api, apiWith } from "../../lib/api.ts";
import { toast } from "../../lib/toasts.ts";
import { describeProblem } from "../../ui/problem-note.tsx";
import { isOpen } from "./report-words.ts";
import type { WhatName } from "./report-words.ts";
import { scopeQuery } from "./scope-query.ts";

/** Rows of the preview. */
export const PREVIEW_ROWS = 20;
const POLL_MS = 1500;

/** Which events an export would hold. */
export interface ScopeQuestion {
  what: WhatName;
  q: string;
  kind: "rows" | "attempts" | "all" | undefined;
  /** RFC 3339, half-open. */
  from: string;
  to: string;
  asof: string | undefined;
}

/** The first events of an export, and exactly how many there are. */
export function usePreview(question: ScopeQuestion) {
  const { kind, from, to, asof } = question;
  const q = scopeQuery(question);
  return useQuery({
    queryKey: ["/v1/search", "preview", q, kind, from, to, asof],
    queryFn: async ({ signal }) =>
      await apiWith({ signal }).search({
        q,
        from,
        to,
        order: "oldest",
        limit: PREVIEW_ROWS,
        count: "all",
        ...(kind !== undefined && { kind }),
        ...(asof !== undefined && { asof }),
      }),
    placeholderData: keepPreviousData,
  });
}

/** Exports, newest first; asked again while one is being made. */
export function useExports() {
  return useQuery({
    queryKey: ["/v1/exports"],
    queryFn: async ({ signal }): Promise<ExportsAnswer> =>
      await apiWith({ signal }).exports.list({ limit: 100 }),
    refetchInterval: ({ state }) =>
      state.data?.exports.some(isOpen) === true ? POLL_MS * 2 : false,
  });
}

/** One export; asked again while it is being made. */
export function useExport(id: string) {
  return useQuery({
    queryKey: ["/v1/exports", id],
    queryFn: async ({ signal }): Promise<ExportAnswer> =>
      await apiWith({ signal }).exports.state(id),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isOpen(state.data) ? POLL_MS : false,
  });
}

/** The manifest of an export that has been made. */
export function useManifest(id: string, isEnabled: boolean) {
  return useQuery({
    queryKey: ["/v1/exports", id, "manifest"],
    enabled: isEnabled,
    queryFn: async ({ signal }) => await apiWith({ signal }).exports.manifest(id),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Schedules of exports. */
export function useSchedules() {
  return useQuery({
    queryKey: ["/v1/export-schedules"],
    queryFn: async ({ signal }) => await apiWith({ signal }).exports.schedules(),
  });
}

/** Cancels an export or removes its file. */
export function useRemoveExport() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => await api.exports.remove(id),
    onSuccess: ({ state }) => {
      toast(
        state === "cancelled" ? "Export cancelled" : "File removed; what is recorded of it stays",
      );
      return queries.invalidateQueries({ queryKey: ["/v1/exports"] });
    },
    onError: (error) => toast(describeProblem(error).detail, "problem"),
  });
}

/** Ends a schedule. */
export function useRemoveSchedule() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => await api.exports.unschedule(id),
    onSuccess: () => {
      toast("Schedule ended; exports made so far stay");
      return queries.invalidateQueries({ queryKey: ["/v1/export-schedules"] });
    },
    onError: (error) => toast(describeProblem(error).detail, "problem"),
  });
}
