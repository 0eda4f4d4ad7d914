import { existsSync } from "node:fs";
import { backup, DatabaseSync } from "node:sqlite";

/** All pages in one step: one read transaction sees one moment, however much is written meanwhile. */
const ALL_PAGES = 2 ** 31 - 1;

/**
 * Copies a module's file to a new one: the state of one moment, beside whatever is being written, on a thread of its own.
 * @param file of a database that may be open, in this process or another
 * @param target must not exist
 * @throws Error when the file cannot be read, the target exists or cannot be written
 */
export async function backupFile(file: string, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`${target} exists already; a backup overwrites nothing`);
  const reader = new DatabaseSync(file, { readOnly: true });
  try {
    await backup(reader, target, { rate: ALL_PAGES });
  } finally {
    reader.close();
  }
}
