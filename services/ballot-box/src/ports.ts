import type { PortsFor } from "@teilhabe/platform/module";
import { mongoLogStore } from "./log/log-store.mongo.ts";
import { sqliteLogStore } from "./log/log-store.sqlite.ts";
import type { LogStore } from "./log/log-store.ts";
import { voteCollections } from "./votes/mongo-collections.ts";
import { mongoVoteStore } from "./votes/vote-store.mongo.ts";
import { sqliteVoteStore } from "./votes/vote-store.sqlite.ts";
import type { VoteStore } from "./votes/vote-store.ts";

/** Votes and the log of each ballot lie in one database: an append places votes in the transaction that moves the head. */
export type BoxPorts = { readonly votes: VoteStore; readonly log: LogStore };

export const boxPorts: PortsFor<BoxPorts> = {
  sqlite: (database) => ({ votes: sqliteVoteStore(database), log: sqliteLogStore(database) }),
  mongodb: (connection) => ({ votes: mongoVoteStore(connection), log: mongoLogStore(connection) }),
  collections: voteCollections,
};
