import { defineContract } from "../contract.ts";

export const peopleContract = defineContract({
  service: "people",
  description: "Who is who: ids, names shown, language, grants, acts of staff, export and erasure of one's data.",
  operations: {},
  events: {},
});
