import mongoose from "mongoose";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { voteStoreConformance } from "./vote-store.conformance.ts";
import { mongoVoteStore } from "./vote-store.mongo.ts";

describeWith("mongodb", "votes in MongoDB", (url) => {
  voteStoreConformance("MongoDB", async () => {
    const dbName = `votes-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2, 8)}`;
    const connection = await mongoose.createConnection(url, { dbName, autoCreate: false, autoIndex: false }).asPromise();
    return {
      votes: mongoVoteStore(connection),
      close: async () => {
        await connection.dropDatabase();
        await connection.close();
      },
    };
  });
});
