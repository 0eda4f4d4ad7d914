import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import { BallotId } from "./shapes.ts";

const ballot = BallotId;

export const readBoxKey = defineOperation({
  name: "voting.read-box-key",
  summary: "The key with which credentials of a ballot are checked",
  description: "For the ballot box only.",
  access: "service",
  input: z.object({ ballot }),
  /** base64url, 32 bytes. */
  output: z.object({ key: z.string() }),
  refusals: { "ballot-not-found": 404 },
});

export const readPersonData = readPersonDataOperation("voting");
