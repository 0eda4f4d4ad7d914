import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import { PersonForgotten } from "@teilhabe/contracts/ballot-box/events";
import { factOf } from "@teilhabe/contracts/event";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { defineModule, on } from "@teilhabe/platform/module";
import { boxHandlers } from "./boxes.ts";
import { castingVotes } from "./casting.ts";
import { announcedKind, boxKind, definitionKind } from "./documents.ts";
import { openBoxes } from "./open-boxes.ts";
import { readingHandlers } from "./reading.ts";
import { ANNOUNCE_TURNOUT, announceTurnout, turnoutNotes } from "./turnout.ts";
import { gathering } from "./votes/gather.ts";
import { mongoVoteStore } from "./votes/vote-store.mongo.ts";
import { sqliteVoteStore } from "./votes/vote-store.sqlite.ts";
import type { VoteStore } from "./votes/vote-store.ts";

export const ballotBox = defineModule<typeof ballotBoxContract, VoteStore>({
  name: "ballot-box",
  contract: ballotBoxContract,
  asks: [readBoxKey],
  hears: [PersonErased],
  documents: [boxKind, definitionKind, announcedKind],
  ports: { sqlite: sqliteVoteStore, mongodb: mongoVoteStore },
  start(context) {
    const { store, ports: votes, world, log } = context;
    return {
      operations: {
        ...boxHandlers(context),
        ...readingHandlers(context),
        castVote: castingVotes({
          boxes: openBoxes(store),
          keep: gathering((offered) => votes.keep(offered)),
          newVoter: turnoutNotes(store, world, log),
        }),
      },
      tasks: { [ANNOUNCE_TURNOUT]: announceTurnout(votes) },
      reactions: [
        // Votes name nobody, but in open ballots, where they are public by the voter's own choice (README).
        on(PersonErased, "answer-erasure", async (_desk, { person }) => ({ facts: [factOf(PersonForgotten, { person })], answer: undefined })),
      ],
    };
  },
});
