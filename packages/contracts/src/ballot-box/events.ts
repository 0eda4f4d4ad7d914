import { z } from "zod";
import { defineEvent } from "../event.ts";
import { personForgottenEvent } from "../personal-data.ts";
import { BALLOT_EXAMPLE, BallotId } from "../voting/shapes.ts";

export const TurnoutChanged = defineEvent({
  type: "ballot-box.turnout-changed.v1",
  audience: "public",
  description: "So many have voted by now. At most once a second for each ballot; how they voted is not known before closing.",
  data: z.object({ ballot: BallotId, voters: z.int() }),
  subject: "ballot",
  example: { ballot: BALLOT_EXAMPLE, voters: 1_204 },
});

export const PersonForgotten = personForgottenEvent("ballot-box");
