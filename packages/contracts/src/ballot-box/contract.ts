import { defineContract } from "../contract.ts";
import * as events from "./events.ts";
import * as logOperations from "./log-operations.ts";
import * as operations from "./operations.ts";
import * as serviceOperations from "./service-operations.ts";

export const ballotBoxContract = defineContract({
  service: "ballot-box",
  description:
    "Takes votes, keeps them, says how many there are. It asks nobody who votes: the credential admits. A receipt is signed for every vote that is " +
    "durably in the box, and for no other. Every vote is in the public log, whose signed checkpoints anybody may keep.",
  operations: { ...operations, ...logOperations, ...serviceOperations },
  events: { ...events },
});
