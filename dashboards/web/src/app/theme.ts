import { createStoredChoice } from "../lib/stored-choice.ts";

/** How the pages are lit: as the operating system is, or always the one or the other. */
export type Theme = "auto" | "light" | "dark";

/** The theme that this browser keeps. */
export const theme = createStoredChoice("toolmark.theme", ["auto", "light", "dark"]);

/** Themes with their names. */
export const themes = [
  { id: "auto", label: "Auto" },
  { id: "light", label: "Light" },
  { id: "dark", label: "Dark" },
] as const satisfies readonly { id: Theme; label: string }[];

/** Lights the page by the theme that is kept. */
export function applyTheme(): void {
  const chosen = theme.read();
  if (chosen === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = chosen;
}

/** Keeps another theme and lights the page by it. */
export function chooseTheme(chosen: Theme): void {
  theme.write(chosen);
  applyTheme();
}
