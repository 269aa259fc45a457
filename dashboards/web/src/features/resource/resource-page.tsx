import type { ReactNode } from "react";

import { ResourceHistory } from "./resource-history.tsx";
import { ResourceList } from "./resource-list.tsx";
import { useResourceSearch } from "./use-resource-search.ts";

/** The history of one resource, or the resources that changed last. */
export function ResourcePage(): ReactNode {
  const [{ uri }] = useResourceSearch();
  return uri === undefined ? <ResourceList /> : <ResourceHistory key={uri} uri={uri} />;
}
