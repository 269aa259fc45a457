import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { AuditError } from "@toolmark/runtime/errors";

const SQLITE_BUSY = 5;

/**
 * Takes a directory for this process until disposed; the operating system lets go of it when the
 * process dies.
 *
 * @throws AuditError `store_unavailable` while somebody else has it.
 */
export function lockDirectory(directory: string): Disposable {
  const database = new DatabaseSync(join(directory, "lock.db"), { timeout: 0 });
  try {
    database.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!(error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY))
      throw error;
    throw new AuditError(
      "store_unavailable",
      `event store ${directory} is in use by another process: stop it or choose another directory`,
    );
  }
  return {
    [Symbol.dispose]() {
      database.close();
    },
  };
}
