import { fileURLToPath } from "node:url";

import { z } from "zod";

/** Value of the setting that means: no pages. */
const OFF = "off";

/** Where `npm run build:web` puts the pages of this checkout. */
const built = new URL("../../../../dashboards/web/dist", import.meta.url);

/** Setting of the directory with the pages. */
export const webDirectorySetting = z
  .string()
  .optional()
  .describe("directory of the built dashboards; default dashboards/web/dist here, off: no pages");

/** The directory of a setting; undefined where no pages are to be served. */
export function webDirectory(setting: string | undefined): string | undefined {
  return setting === OFF ? undefined : (setting ?? fileURLToPath(built));
}
