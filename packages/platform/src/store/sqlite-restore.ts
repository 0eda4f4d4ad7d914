import { openFile, type SqliteFile } from "./sqlite-file.ts";
import { metaOf, setMeta } from "./sqlite-layout.ts";

/**
 * After files came back from a backup: every stream gets a new epoch, so that whoever remembers a place in one finds out; the modules'
 * own positions in each other's streams follow, at most to the end of what is left of them.
 * @param files of all modules that were restored together, none of them open
 * @throws Error naming a file that is damaged or not a module's
 */
export function renewEpochs(files: readonly string[], newId: () => string): void {
  const opened = files.map((path) => ({ path, file: openFile(path) }));
  try {
    const streams = opened.map(({ path, file }) => renewEpoch(path, file, newId()));
    for (const { file } of opened) for (const stream of streams) movePosition(file, stream);
  } finally {
    for (const { file } of opened) file.raw.close();
  }
}

type Stream = { readonly module: string; readonly epoch: string; readonly last: number };

function renewEpoch(path: string, file: SqliteFile, epoch: string): Stream {
  const checked = file.prepare("PRAGMA quick_check(1)").get()?.["quick_check"];
  if (checked !== "ok") throw new Error(`${path} is damaged (${checked}); take another backup`);
  const module = moduleOf(file);
  if (module === undefined) throw new Error(`${path} holds no module's data`);
  setMeta(file, "epoch", epoch);
  return { module, epoch, last: file.prepare("SELECT coalesce(max(sequence), 0) AS last FROM _outbox").get()?.["last"] as number };
}

function moduleOf(file: SqliteFile): string | undefined {
  const laidOut = file.prepare("SELECT 1 FROM sqlite_schema WHERE name = '_meta'").get();
  return laidOut && metaOf(file, "module");
}

function movePosition({ prepare }: SqliteFile, { module, epoch, last }: Stream): void {
  prepare("UPDATE _positions SET epoch = ?, sequence = min(sequence, ?) WHERE stream = ?").run(epoch, last, module);
}
