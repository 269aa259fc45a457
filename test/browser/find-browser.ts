import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";

const names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/**
 * Finds the browser: the file that `CHROMIUM_PATH` names, or the first of the usual names on `PATH`.
 *
 * @throws Error that says what to install. Without a browser nothing was tested.
 */
export async function findBrowser(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const told = env["CHROMIUM_PATH"];
  if (told !== undefined && told !== "") {
    if (await canRun(told)) return told;
    throw new Error(`CHROMIUM_PATH names ${told}, which cannot be run`);
  }
  for (const name of names)
    for (const directory of (env["PATH"] ?? "").split(delimiter))
      if (directory !== "" && (await canRun(join(directory, name)))) return join(directory, name);
  throw new Error(
    "there is no browser to test with: install one (Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to a Chromium",
  );
}

async function canRun(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
