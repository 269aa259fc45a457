import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";

import { api } from "../lib/api.ts";
import { keepingPlace, viewPath } from "../lib/paths.ts";
import { recognize } from "../lib/recognize.ts";
import { useSetZone } from "../lib/use-set-zone.ts";
import { useZone } from "../lib/zone.ts";
import type { IconName } from "../ui/icon-paths.ts";
import { Kbd } from "../ui/kbd.tsx";
import { SafeText } from "../ui/safe-text.tsx";
import { copyLinkAndTell } from "./frame-keys.tsx";
import { openOverlay } from "./overlays.ts";
import { pages } from "./pages.ts";
import { chooseTheme, themes } from "./theme.ts";

/** Something that the command menu does. */
export interface Command {
  id: string;
  group: "What you wrote" | "Pages" | "Saved views" | "Do";
  label: ReactNode;
  /** What the typed text is looked for in. */
  words: string;
  detail?: ReactNode;
  icon: IconName;
  run: () => void;
}

/**
 * The commands that a typed text leaves: those whose name it begins, what it may mean itself, and those
 * that have it somewhere.
 */
export function useCommands(text: string): readonly Command[] {
  const router = useRouter();
  const zone = useZone();
  const setZone = useSetZone();
  const views = useQuery({ queryKey: ["/v1/views"], queryFn: async () => await api.views.list() });

  const go = (path: string) => () =>
    router.history.push(keepingPlace(path, router.state.location.searchStr));
  const written: Command[] = recognize(text).map(({ id, label, path }) => ({
    id: `written-${id}`,
    group: "What you wrote",
    label,
    words: "",
    detail: <SafeText value={text.trim()} cap={120} />,
    icon: "arrow-right",
    run: go(path),
  }));
  const toPages: Command[] = pages.map(({ label, path, icon, key }) => ({
    id: path,
    group: "Pages",
    label,
    words: label,
    detail: (
      <>
        <Kbd>g</Kbd> <Kbd>{key}</Kbd>
      </>
    ),
    icon,
    run: go(path),
  }));
  const toViews: Command[] = (views.data?.views ?? []).map((view) => ({
    id: `view-${view.id}`,
    group: "Saved views",
    label: <SafeText value={view.name} cap={60} />,
    words: `${view.name} ${view.definition.q ?? ""}`,
    detail: <SafeText value={view.definition.q ?? ""} cap={120} className="mono" />,
    icon: "bookmark",
    run: go(viewPath(view.id)),
  }));
  const actions: Command[] = [
    {
      id: "copy",
      group: "Do",
      label: "Copy a lasting link to this view",
      words: "copy share link",
      icon: "link",
      run: () => void copyLinkAndTell(),
    },
    {
      id: "zone",
      group: "Do",
      label: zone === "utc" ? "Show times in the zone of this computer" : "Show times in UTC",
      words: "zone utc local times",
      icon: "clock",
      run: () => setZone(zone === "utc" ? "local" : "utc"),
    },
    ...themes.map(({ id, label }): Command => ({
      id: `theme-${id}`,
      group: "Do",
      label: `Theme: ${label}`,
      words: `theme: ${label}`,
      icon: "sun",
      run: () => chooseTheme(id),
    })),
    {
      id: "help",
      group: "Do",
      label: "Keyboard shortcuts",
      words: "keyboard shortcuts help keys",
      icon: "question",
      run: () => openOverlay("help"),
    },
  ];
  const wanted = text.trim().toLowerCase();
  const named = [...toPages, ...toViews, ...actions].filter(({ words }) =>
    words.toLowerCase().includes(wanted),
  );
  const begun = named.filter(({ words }) => words.toLowerCase().startsWith(wanted));
  const others = named.filter((command) => !begun.includes(command));
  return [...begun, ...written, ...others];
}
