import { existsSync } from "node:fs";
import { backup, type DatabaseSync } from "node:sqlite";

/** Pages of 4 KiB copied at once; the process does other work between. */
const PAGES_AT_ONCE = 1_000;

/**
 * Copies an open database to a new file: the state of one moment, while others go on writing.
 * @param target must not exist
 * @throws Error when it exists or cannot be written
 */
export async function backupFile(database: { readonly raw: DatabaseSync }, target: string): Promise<void> {
  if (existsSync(target)) throw new Error(`${target} exists already; a backup overwrites nothing`);
  await backup(database.raw, target, { rate: PAGES_AT_ONCE });
}
