import { useRouter } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { ComponentType, ReactNode } from "react";

import { keepingPlace } from "../lib/paths.ts";
import { copyShareLink } from "../lib/share-link.ts";
import { toast } from "../lib/toasts.ts";
import { useSetZone } from "../lib/use-set-zone.ts";
import { useZone } from "../lib/zone.ts";
import { useShortcuts } from "./keyboard.ts";
import type { Shortcut } from "./keyboard.ts";
import { closeOverlay, openOverlay, useOverlay } from "./overlays.ts";
import type { Overlay } from "./overlays.ts";
import { pages } from "./pages.ts";

type OverlayComponent = ComponentType<{ onClose: () => void }>;

const loadOverlay: Readonly<Record<Overlay, () => Promise<OverlayComponent>>> = {
  commands: async () => (await import("./command-menu.tsx")).CommandMenu,
  help: async () => (await import("./help-dialog.tsx")).HelpDialog,
};

/** The keys that every page has, and what they open. */
export function FrameKeys(): ReactNode {
  const router = useRouter();
  const zone = useZone();
  const setZone = useSetZone();
  const Shown = useLoadedOverlay(useOverlay());
  const goTo: Shortcut[] = pages.map(({ key, label, path }) => ({
    keys: `g ${key}`,
    label,
    group: "Go to",
    run: () => router.history.push(keepingPlace(path, router.state.location.searchStr)),
  }));
  useShortcuts([
    {
      keys: "Mod+k",
      label: "Go to anything",
      group: "Everywhere",
      run: () => openOverlay("commands"),
    },
    { keys: "?", label: "Keyboard shortcuts", group: "Everywhere", run: () => openOverlay("help") },
    {
      keys: "c",
      label: "Copy a lasting link to this view",
      group: "Everywhere",
      run: () => void copyLinkAndTell(),
    },
    {
      keys: "u",
      label: "Times in UTC or local",
      group: "Time",
      run: () => setZone(zone === "utc" ? "local" : "utc"),
    },
    ...goTo,
  ]);
  return Shown !== undefined && <Shown onClose={closeOverlay} />;
}

/** The part that was asked for, once it is here. A Suspense boundary would hold it back for 300 ms. */
function useLoadedOverlay(overlay: Overlay | undefined): OverlayComponent | undefined {
  const [loaded, setLoaded] = useState<Partial<Record<Overlay, OverlayComponent>>>({});
  const known = overlay !== undefined && loaded[overlay] !== undefined;
  useEffect(() => {
    if (overlay === undefined || known) return;
    loadOverlay[overlay]().then(
      (component) => setLoaded((last) => ({ ...last, [overlay]: component })),
      () => {
        closeOverlay();
        toast("This part could not be loaded; load the page again", "problem");
      },
    );
  }, [overlay, known]);
  return overlay === undefined ? undefined : loaded[overlay];
}

/** Copies the absolute address of this page and tells how it went. */
export async function copyLinkAndTell(): Promise<void> {
  if (await copyShareLink()) toast("Link copied: absolute time, same answer later");
  else toast("The browser did not allow to copy", "problem");
}
