import { useLocation } from "@tanstack/react-router";
import type { ReactNode } from "react";

import type { Me } from "../lib/me.ts";
import { AppLink } from "../ui/app-link.tsx";
import { Button } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { openOverlay } from "./overlays.ts";
import { isWithin, pages } from "./pages.ts";
import { ReaderMenu } from "./reader-menu.tsx";

import styles from "./rail.module.css";

/** The pages, the keys, and who reads. */
export function Rail({ me }: { me: Me }): ReactNode {
  const pathname = useLocation({ select: (location) => location.pathname });
  return (
    <nav className={styles["rail"]} aria-label="Main">
      <AppLink className={styles["mark"]} href="/" aria-label="Toolmark, overview">
        <svg width="24" height="24" viewBox="0 0 24 24" fill="none" aria-hidden="true">
          <path d="M4 5h16M12 5v8" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
          <path
            d="M6 19v-3M10 19v-1.5M14 19v-3M18 19v-1.5"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        </svg>
      </AppLink>
      <ul className={styles["list"]}>
        {pages.map((page) => (
          <li key={page.path}>
            <AppLink
              className={styles["page"]}
              href={page.path}
              aria-current={isWithin(pathname, page) ? "page" : undefined}
              aria-keyshortcuts={`g ${page.key}`}
            >
              <Icon name={page.icon} size={17} stroke={1.4} />
              {page.label}
            </AppLink>
          </li>
        ))}
      </ul>
      <div className={styles["end"]}>
        <Button
          kind="ghost"
          square
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          onClick={() => openOverlay("help")}
        >
          <Kbd>?</Kbd>
        </Button>
        <ReaderMenu me={me} className={styles["reader"]} />
      </div>
    </nav>
  );
}
