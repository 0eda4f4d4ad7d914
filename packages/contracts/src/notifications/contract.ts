import { defineContract } from "../contract.ts";
import * as events from "./events.ts";
import * as operations from "./operations.ts";

export const notificationsContract = defineContract({
  service: "notifications",
  description: "Subscriptions, channels and notices.",
  operations: { ...operations },
  events: { ...events },
});
