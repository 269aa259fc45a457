import { Navigate, Outlet, useLocation, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ReactNode } from "react";

import { useMe } from "../lib/me.ts";
import { ZoneContext } from "../lib/zone.ts";
import { PageTitle } from "../ui/page-header.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Toaster } from "../ui/toast.tsx";
import { Footer } from "./footer.tsx";
import { FrameKeys } from "./frame-keys.tsx";
import { isSignedOut } from "./query-client.ts";
import { Rail } from "./rail.tsx";

import styles from "./frame.module.css";

/**
 * What stands around every page: the rail, the footer that never leaves, messages and keys. Without a
 * visit it leads to the sign-in, which stands alone.
 */
export function Frame(): ReactNode {
  const zone = useSearch({ strict: false, select: (search) => search.zone }) ?? "utc";
  const isSignIn = useLocation({ select: ({ pathname }) => pathname === "/sign-in" });
  return (
    <ZoneContext value={zone}>
      {isSignIn ? (
        <main className={styles["alone"]}>
          <Outlet />
        </main>
      ) : (
        <SignedIn />
      )}
      <Toaster />
    </ZoneContext>
  );
}

function SignedIn(): ReactNode {
  const { data: me, error, refetch } = useMe();
  const href = useLocation({ select: (location) => location.href });
  const main = useRef<HTMLElement>(null);
  useFocusOnArrival(main);
  if (isSignedOut(error))
    return <Navigate to="/sign-in" search={href === "/" ? {} : { return: href }} replace />;
  if (me === undefined)
    return (
      <main className={styles["alone"]}>
        {error !== null && (
          <div className={styles["problem"]}>
            <PageTitle title="Toolmark" />
            <ProblemNote error={error} onRetry={refetch} />
          </div>
        )}
      </main>
    );
  return (
    <div className={styles["frame"]}>
      <a
        className={styles["skip"]}
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        Skip to the page
      </a>
      <Rail me={me} />
      <main ref={main} id="main" tabIndex={-1} className={styles["main"]}>
        <Outlet />
      </main>
      <Footer me={me} />
      <FrameKeys />
    </div>
  );
}

/** Puts the focus on the heading of a page that was come to, so that its name is read out. */
function useFocusOnArrival(main: React.RefObject<HTMLElement | null>): void {
  const router = useRouter();
  useEffect(
    () =>
      router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
        if (fromLocation === undefined || !pathChanged) return;
        const title = main.current?.querySelector<HTMLElement>("[data-page-title]");
        (title ?? main.current)?.focus({ preventScroll: true });
        main.current?.scrollTo(0, 0);
      }),
    [router, main],
  );
}
