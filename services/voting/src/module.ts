import { listCheckpoints, listRecords, readCheckpoint, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { amendBox, listOpenings, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { addPapers, publishBox } from "@teilhabe/contracts/ballot-box/service-operations";
import { factOf } from "@teilhabe/contracts/event";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { votingContract } from "@teilhabe/contracts/voting/contract";
import { PersonForgotten } from "@teilhabe/contracts/voting/events";
import { defineModule, on } from "@teilhabe/platform/module";
import { votingDocuments } from "./domain/documents.ts";
import { brokenPromiseHandler } from "./handlers/broken-promises.ts";
import { credentialHandlers } from "./handlers/credentials.ts";
import { officerHandlers } from "./handlers/officers.ts";
import { paperHandlers } from "./handlers/papers.ts";
import { personDataHandler } from "./handlers/people.ts";
import { publicationHandlers } from "./handlers/publication.ts";
import { readingHandlers } from "./handlers/reading.ts";
import { resultHandlers } from "./handlers/results.ts";
import { rollHandlers } from "./handlers/roll.ts";
import { securityHandler } from "./handlers/security.ts";
import { laterHandlers } from "./later/handlers.ts";
import { mongoVotingQueries } from "./queries/voting-queries.mongo.ts";
import { sqliteVotingQueries } from "./queries/voting-queries.sqlite.ts";
import type { VotingQueries } from "./queries/voting-queries.ts";

export const voting = defineModule<typeof votingContract, VotingQueries>({
  name: "voting",
  contract: votingContract,
  asks: [prepareBox, openBox, amendBox, sealBox, listOpenings, readTile, readCheckpoint, listCheckpoints, listRecords, publishBox, addPapers],
  hears: [PersonErased],
  documents: votingDocuments,
  ports: { sqlite: sqliteVotingQueries, mongodb: mongoVotingQueries },
  start: (context) => ({
    operations: {
      ...officerHandlers(context),
      ...rollHandlers(context),
      ...credentialHandlers(context),
      ...paperHandlers(context),
      ...readingHandlers(context),
      ...resultHandlers(context),
      ...publicationHandlers(context),
      readSecurity: securityHandler(context),
      reportBrokenPromise: brokenPromiseHandler(context),
      readPersonData: personDataHandler(context),
    },
    tasks: laterHandlers(context),
    reactions: [
      // Claims hold keyed hashes only, and stay until the objection period ends (README).
      on(PersonErased, "answer-erasure", async (_desk, { person }) => ({ facts: [factOf(PersonForgotten, { person })], answer: undefined })),
    ],
  }),
});
