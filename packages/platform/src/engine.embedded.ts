import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { embeddedHub } from "./bus/embedded-bus.ts";
import { BadSettings } from "./config.ts";
import type { Engine, EngineNeeds, OpenedStore } from "./engine.ts";
import { lockFolder } from "./store/lock-folder.ts";
import { openSqliteStore, type SqliteStore } from "./store/open-sqlite.ts";

const IN_MEMORY = ":memory:";

/** Everything in this process: one SQLite file for each module in the folder of DATABASE_URL (`sqlite::memory:` keeps nothing). */
export async function openEmbeddedEngine({ settings, world }: EngineNeeds): Promise<Engine> {
  const folder = settings.DATABASE_URL.slice("sqlite:".length);
  const release = folder === IN_MEMORY ? () => undefined : claim(folder);
  const hub = embeddedHub({ after: world.after });
  const stores: SqliteStore[] = [];
  return {
    openBus: hub.busFor,
    async openStore(module, documents) {
      const file = folder === IN_MEMORY ? IN_MEMORY : join(folder, `${module}.db`);
      const opened = openSqliteStore({ file, module, documents, world });
      hub.addStream(module, opened.stream);
      stores.push(opened);
      const store: OpenedStore = {
        store: opened.store,
        portsOf: (ports) => ports.sqlite(opened.database),
        close: async () => opened.close(),
      };
      return store;
    },
    waitsFor: () => stores.map((store) => store.unusable()).find((because) => because?.reason === "not-synced")?.message,
    async close() {
      release();
    },
  };
}

function claim(folder: string): () => void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new BadSettings(`DATABASE_URL: the folder ${folder} cannot be made`, { cause: error });
  }
  return lockFolder(folder);
}
