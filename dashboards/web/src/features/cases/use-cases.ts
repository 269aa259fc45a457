import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CaseAnswer, CasesAnswer } from "@toolmark/query-api/cases/answers";
import { QueryError } from "@toolmark/query-api/client";

import { api, apiWith } from "../../lib/api.ts";

/** One case in a list. */
export type CaseHead = CasesAnswer["cases"][number];

const listKey = ["/v1/cases"] as const;
const caseKey = (id: string) => ["/v1/cases/one", { id }] as const;

/** Asks for all cases. */
export function useCases(isEnabled = true) {
  return useQuery({
    queryKey: listKey,
    enabled: isEnabled,
    queryFn: async ({ signal }) => await apiWith({ signal }).cases.list(),
  });
}

/** Asks for one case with all that is in it. */
export function useCase(id: string) {
  return useQuery({
    queryKey: caseKey(id),
    queryFn: async ({ signal }) => await apiWith({ signal }).cases.show(id),
  });
}

/**
 * Changes a case; every change resolves to the case after it, which the pages then show. Where the
 * case does not allow it any more, it is asked for again, so that the page shows why.
 */
export function useChangeCase<Input>(change: (input: Input) => Promise<CaseAnswer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (answer) => {
      client.setQueryData(caseKey(answer.id), answer);
    },
    onError: (error) => {
      if (isConflict(error)) void client.invalidateQueries({ queryKey: ["/v1/cases/one"] });
    },
    onSettled: () => void client.invalidateQueries({ queryKey: listKey }),
  });
}

/** Opens a case. */
export function useOpenCase() {
  return useChangeCase(async (name: string) => await api.cases.open(name));
}

/** Whether a change was refused because the case is not what it was. */
export function isConflict(error: unknown): boolean {
  return error instanceof QueryError && (error.status === 409 || error.status === 412);
}
