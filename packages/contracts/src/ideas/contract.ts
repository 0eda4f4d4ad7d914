import { defineContract } from "../contract.ts";

export const ideasContract = defineContract({
  service: "ideas",
  description: "Consultations, ideas, comments, supports, moderation, answers and the public history of each idea.",
  operations: {},
  events: {},
});
