import type { World } from "../clock.ts";
import type { DocumentKind } from "../rule.ts";
import type { StoreUnavailable } from "./errors.ts";
import type { SqliteDatabase } from "./sqlite-database.ts";
import { openFile, type SqliteFile } from "./sqlite-file.ts";
import { groupWriter } from "./sqlite-group.ts";
import { layOut, metaOf, setMeta } from "./sqlite-layout.ts";
import { PLATFORM_TABLES } from "./sqlite-platform-tables.ts";
import { sqliteStore } from "./sqlite-store.ts";
import { type SqliteStream, sqliteStream } from "./sqlite-stream.ts";
import { taskTable } from "./sqlite-tasks.ts";
import type { Store } from "./store.ts";

export type SqliteStore = {
  readonly store: Store;
  readonly database: SqliteDatabase;
  readonly stream: SqliteStream;
  /** Why nothing more is read or written; undefined while all is well. */
  unusable(): StoreUnavailable | undefined;
  /** Writes what waits, then closes the file; a second call does nothing. */
  close(): void;
};

/**
 * Opens a module's own file and brings its tables up to date. Nobody else may have it open: see `lockFolder`.
 * @param options.file path, or `:memory:`
 * @throws Error saying what is wrong with the file, or which names of documents collide
 */
export function openSqliteStore(options: {
  readonly file: string;
  readonly module: string;
  readonly documents: readonly DocumentKind<unknown>[];
  readonly world: World;
  /** False: commits survive the end of the process, and no power cut; true unless given. */
  readonly durable?: boolean;
  /** A group of commits takes no more once it has run so long in real time; where runs must be the same at any pace, without end. */
  readonly groupMsMax?: number;
}): SqliteStore {
  const { module, world } = options;
  const file = openFile(options.file, options.durable);
  try {
    file.raw.exec(PLATFORM_TABLES);
    claimFor(file, options.file, module);
    const documents = layOut(file, options.documents);
    return assemble(file, documents);
  } catch (error) {
    file.raw.close();
    throw error;
  }

  function assemble(opened: SqliteFile, documents: ReturnType<typeof layOut>): SqliteStore {
    const { raw, prepare } = opened;
    const group = groupWriter(module, opened, options.groupMsMax);
    const tableOf = (kind: DocumentKind<unknown>) => {
      const table = documents.get(kind.name);
      if (table === undefined) throw new Error(`the module ${module} does not declare that it keeps documents of the kind ${kind.name}`);
      return table;
    };
    const close = () => {
      if (!raw.isOpen) return;
      group.close();
      raw.close();
      opened.sync?.close();
    };
    const stream = sqliteStream(opened, group, module, world.newId);
    opened.sync?.now(); // the tables, and the stream's epoch
    return {
      store: sqliteStore({ prepare, tasks: taskTable(prepare), tableOf, group, world, epoch: stream.epoch, close }),
      database: { raw, prepare, read: group.read, write: group.write },
      stream,
      unusable: group.unusable,
      close,
    };
  }
}

function claimFor(file: SqliteFile, path: string, module: string): void {
  const owner = metaOf(file, "module");
  if (owner === undefined) setMeta(file, "module", module);
  else if (owner !== module) throw new Error(`${path} belongs to the module ${owner}, not to ${module}; each module needs a file of its own`);
}
