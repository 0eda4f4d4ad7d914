import { z } from "zod";
import { defineEvent } from "../event.ts";
import { personForgottenEvent } from "../personal-data.ts";
import { BALLOT_EXAMPLE, BallotId } from "../voting/shapes.ts";
import { CheckpointNote, NOTE_EXAMPLE } from "./shapes.ts";

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
    note: NOTE_EXAMPLE,
  },
});

export const PersonForgotten = personForgottenEvent("ballot-box");
