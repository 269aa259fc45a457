import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import type { QuarantineEntry } from "@toolmark/schemas/normalized-event";

import type { QuarantinePage } from "../event-store.ts";
import { openDatabase } from "./part-files.ts";

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS quarantine(
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, reason TEXT NOT NULL, recorded INTEGER NOT NULL,
    entry TEXT NOT NULL
  );
  CREATE INDEX IF NOT EXISTS quarantine_newest ON quarantine(tenant, recorded, id, reason);
  CREATE TABLE IF NOT EXISTS state(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
`;

/** What a store keeps beside its parts: quarantine and small state. */
export interface ControlFile extends Disposable {
  /** Keeps entries durably; those that are there already stay as they are. */
  put(entries: readonly QuarantineEntry[]): void;
  /** Writes something durably, to see whether that is possible. */
  touch(): void;
}

/** Opens (and creates) the control file for its one writer. */
export function openControlFile(directory: string): ControlFile {
  const database = new DatabaseSync(controlPath(directory), { timeout: 5000 });
  database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA trusted_schema=OFF");
  database.exec(SCHEMA);
  const insert = database.prepare("INSERT OR IGNORE INTO quarantine VALUES(?, ?, ?, ?, ?)");
  const mark = database.prepare("INSERT OR REPLACE INTO state VALUES('checked', ?)");

  return {
    put(entries) {
      database.exec("BEGIN IMMEDIATE");
      try {
        for (const entry of entries) {
          const { id, tenant, reason, recorded } = entry;
          insert.run(id, tenant, reason, recorded, JSON.stringify(entry));
        }
        database.exec("COMMIT");
      } finally {
        if (database.isTransaction) database.exec("ROLLBACK");
      }
    },
    touch() {
      mark.run(Date.now());
    },
    [Symbol.dispose]() {
      database.close();
    },
  };
}

/** A question about quarantine. */
export interface QuarantineQuestion {
  tenant: string;
  limit: number;
  reason?: string;
  after?: { recorded: number; id: string };
}

/** Reads quarantine; the file is opened when it is first asked for. */
export interface QuarantineReader extends Disposable {
  list(question: QuarantineQuestion): QuarantinePage;
}

/** Reads the quarantine of a directory whose control file exists. */
export function createQuarantineReader(directory: string): QuarantineReader {
  let database: DatabaseSync | undefined;

  return {
    list({ tenant, limit, reason, after }) {
      database ??= openDatabase(controlPath(directory), { readOnly: true });
      const counts = database
        .prepare("SELECT reason, count(*) AS n FROM quarantine WHERE tenant = ? GROUP BY reason")
        .all(tenant)
        .map((row): [string, number] => [String(row["reason"]), Number(row["n"])]);
      const byReason = Object.fromEntries(counts);
      const total = counts.reduce((sum, [name, n]) => sum + (name === (reason ?? name) ? n : 0), 0);
      const rows = database
        .prepare(
          `SELECT entry FROM quarantine
           WHERE tenant = ? AND (recorded, id) < (?, ?) AND reason = coalesce(?, reason)
           ORDER BY recorded DESC, id DESC LIMIT ?`,
        )
        .all(tenant, after?.recorded ?? Infinity, after?.id ?? "", reason ?? null, limit + 1);
      const entries = rows
        .slice(0, limit)
        .map(({ entry }): QuarantineEntry => JSON.parse(String(entry)));
      const last = entries.at(-1);
      const hasMore = rows.length > limit && last !== undefined;
      return {
        entries,
        total,
        byReason,
        ...(hasMore && { next: { recorded: last.recorded, id: last.id } }),
      };
    },
    [Symbol.dispose]() {
      database?.close();
      database = undefined;
    },
  };
}

function controlPath(directory: string): string {
  return join(directory, "control.db");
}
