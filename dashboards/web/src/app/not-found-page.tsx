import type { ReactNode } from "react";

import { AppLink } from "../ui/app-link.tsx";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { PageHeader } from "../ui/page-header.tsx";

/** Stands for an address that no page has. */
export function NotFoundPage(): ReactNode {
  return (
    <>
      <PageHeader title="No such page" />
      <EmptyState
        kind="filtered"
        title="Nothing has this address"
        actions={
          <AppLink href="/" className={buttonClass()}>
            Overview
          </AppLink>
        }
      >
        A link from elsewhere may have lost a part on its way.
      </EmptyState>
    </>
  );
}
