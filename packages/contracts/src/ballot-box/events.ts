import { z } from "zod";
import { defineEvent } from "../event.ts";
import { personForgottenEvent } from "../personal-data.ts";
import { BALLOT_EXAMPLE, BallotId } from "../voting/shapes.ts";
import { CheckpointNote } from "./shapes.ts";

export const TurnoutChanged = defineEvent({
  type: "ballot-box.turnout-changed.v1",
  audience: "public",
  description: "So many have voted by now. At most once a second for each ballot; how they voted is not known before closing.",
  data: z.object({ ballot: BallotId, voters: z.int() }),
  subject: "ballot",
  example: { ballot: BALLOT_EXAMPLE, voters: 1_204 },
});

export const CheckpointSigned = defineEvent({
  type: "ballot-box.checkpoint-signed.v1",
  audience: "public",
  description:
    "The box has signed a checkpoint of its log. At most once in two seconds for each ballot; whoever keeps these notes can show later that the log was never " +
    "rewritten. `voters` is the turnout.",
  data: z.object({
    ballot: BallotId,
    size: z.int(),
    /** Base64, as in the note. */
    root: z.string().regex(/^[A-Za-z0-9+/]{43}=$/),
    voters: z.int(),
    note: CheckpointNote,
  }),
  subject: "ballot",
  example: {
    ballot: BALLOT_EXAMPLE,
    size: 1_250,
    root: "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    voters: 1_204,
    note:
      "stadt.example/v1/ballots/0198c5a0-0000-7000-8000-0000000000b1/log\n1250\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nvoters 1204\n\n" +
      `\u2014 stadt.example/v1/ballots/0198c5a0-0000-7000-8000-0000000000b1/log ${"A".repeat(91)}=\n`,
  },
});

export const PersonForgotten = personForgottenEvent("ballot-box");
