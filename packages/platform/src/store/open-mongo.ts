import mongoose, { type Connection, type mongo } from "mongoose";
import type { World } from "../clock.ts";
import { checkMongoFound, checkMongoServer } from "../provision/durability.ts";
import type { DocumentKind } from "../rule.ts";
import { type MongoCollections, mongoCollections } from "./mongo-collections.ts";
import { type DeclaredDatabase, isLaidOut, layOut } from "./mongo-layout.ts";
import { mongoStore } from "./mongo-store.ts";
import type { Store } from "./store.ts";

/** Operations wait so long for a server that can take them; longer outages are told. */
const SERVER_WITHIN_MS = 5_000;
const POOL_MAX = 20;
/**
 * A server says that it is there at least so often, and answers a greeting within this time: the driver takes it for gone when it was silent
 * for both together, 7 s, breaks every connection to it, and what was asked over them is asked again over new ones. With the driver's own
 * 10 s and 30 s, a connection whose other end vanished without a word holds everything up for 40 s (measured: `npm run faults -- --only "half open"`).
 */
const HEARD_EVERY_MS = 2_000;
const GREETS_WITHIN_MS = 5_000;
/** Databases are called `<prefix>-<module>` unless the URL names another prefix. */
const PREFIX = "teilhabe";

export type OpenedMongo = {
  readonly connection: Connection;
  readonly client: mongo.MongoClient;
  readonly prefix: string;
  close(): Promise<void>;
};

/**
 * One process's connections. Reads see only what no failover can take back; writes are majority and journaled.
 * @param url `mongodb://…/prefix?replicaSet=…`
 * @throws the driver's error when no server answers within 5 s; BadSettings when one does that could lose what it acknowledged
 */
export async function openMongo(url: string): Promise<OpenedMongo> {
  const connection = await connect(url);
  const client = connection.getClient() as mongo.MongoClient;
  const prefix = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(url)?.[1] ?? PREFIX;
  try {
    await checkMongoServer(client);
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { connection, client, prefix, close: () => connection.close() };
}

/** mongoose does not declare it. */
type SelectionError = { readonly reason: mongo.TopologyDescription };

function connect(url: string): Promise<Connection> {
  return mongoose
    .createConnection(url, {
      serverSelectionTimeoutMS: SERVER_WITHIN_MS,
      heartbeatFrequencyMS: HEARD_EVERY_MS,
      connectTimeoutMS: GREETS_WITHIN_MS,
      maxPoolSize: POOL_MAX,
      readConcernLevel: "majority",
      readPreference: "primary",
      retryWrites: true,
      w: "majority",
      journal: true,
      ignoreUndefined: true,
      autoIndex: false,
      autoCreate: false,
    })
    .asPromise()
    .catch((error: unknown) => {
      if (error instanceof mongoose.Error.MongooseServerSelectionError) checkMongoFound((error as object as SelectionError).reason);
      throw error;
    });
}

export type MongoStore = {
  readonly store: Store;
  /** To this module's database only. */
  readonly connection: Connection;
  readonly all: MongoCollections;
};

/** What a module's database holds. */
export type ModuleDatabase = DeclaredDatabase & { readonly module: string };

export type MongoStoreOptions = {
  readonly module: string;
  readonly documents: readonly DocumentKind<unknown>[];
  readonly world: World;
  readonly factsCommitted?: () => void;
};

/** One module's own database. It must be laid out: by the provisioning, or by `layOutModule`. */
export function openMongoStore(opened: OpenedMongo, { module, documents, world, factsCommitted = () => undefined }: MongoStoreOptions): MongoStore {
  const { connection, all } = databaseOf(opened, module);
  return { connection, all, store: mongoStore({ module, client: opened.client, all, documents, world, factsCommitted }) };
}

/** Makes what a module's database needs, unless this release has made it before. */
export async function layOutModule(opened: OpenedMongo, declared: ModuleDatabase, newId: () => string): Promise<void> {
  if (!(await isModuleLaidOut(opened, declared))) await correctModule(opened, declared, newId);
}

/** Makes what a module's database needs, and corrects what was changed since. */
export async function correctModule(opened: OpenedMongo, declared: ModuleDatabase, newId: () => string): Promise<void> {
  await layOut(databaseOf(opened, declared.module).all, declared, newId);
}

export async function isModuleLaidOut(opened: OpenedMongo, declared: ModuleDatabase): Promise<boolean> {
  return isLaidOut(databaseOf(opened, declared.module).all, declared);
}

export function databaseOf({ connection, prefix }: OpenedMongo, module: string): { connection: Connection; all: MongoCollections } {
  const own = connection.useDb(`${prefix}-${module}`, { useCache: true });
  if (own.db === undefined) throw new Error("the connection to MongoDB is not open");
  return { connection: own, all: mongoCollections(own.db as mongo.Db) };
}
