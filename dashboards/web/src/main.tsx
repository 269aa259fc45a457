// oxlint-disable-next-line import/no-unassigned-import -- it has to run before any schema is made
import "./lib/zod-without-eval.ts";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { signInFromAddress } from "./app/hash-token.ts";
import { createQueryCache } from "./app/query-client.ts";
import { router } from "./app/router.tsx";
import { applyTheme } from "./app/theme.ts";

applyTheme();
window.addEventListener("storage", applyTheme);
await signInFromAddress();

const root = document.querySelector("#root");
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={createQueryCache()}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
