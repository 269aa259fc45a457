import type { ErrorComponentProps } from "@tanstack/react-router";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { PageHeader } from "../ui/page-header.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";

/** Stands for a page that failed to load or to be drawn; the frame around it goes on. */
export function ErrorPage({ error, reset }: ErrorComponentProps): ReactNode {
  const router = useRouter();

  async function retry(): Promise<void> {
    await router.invalidate();
    reset();
  }

  return (
    <>
      <PageHeader title="This page failed" />
      <ProblemNote error={error} onRetry={retry} />
    </>
  );
}
