import { defineContract } from "../contract.ts";
import * as events from "./events.ts";
import * as operations from "./operations.ts";

export const partnersContract = defineContract({
  service: "partners",
  description: "The public event log for partner systems: polling, live streams, webhooks.",
  operations: { ...operations },
  events: { ...events },
});
