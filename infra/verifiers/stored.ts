import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A place for folders on disk that is gone after the tests. */
export type Scratch = {
  /** Stores files in a folder of their own. @returns the folder */
  readonly store: (files: ReadonlyMap<string, Uint8Array>) => string;
  readonly remove: () => void;
};

export function scratchFolder(): Scratch {
  const root = mkdtempSync(join(tmpdir(), "teilhabe-verifiers-"));

  return {
    store(files) {
      const folder = mkdtempSync(join(root, "ballot-"));
      for (const [path, bytes] of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      return folder;
    },
    remove: () => rmSync(root, { recursive: true }),
  };
}
