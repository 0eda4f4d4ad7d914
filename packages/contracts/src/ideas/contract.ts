import { defineContract } from "../contract.ts";
import { readPersonDataOperation } from "../personal-data.ts";
import * as commentEvents from "./comment-events.ts";
import * as comments from "./comment-operations.ts";
import * as consultations from "./consultation-operations.ts";
import * as events from "./events.ts";
import * as ideas from "./idea-operations.ts";
import * as images from "./image-operations.ts";
import * as moderation from "./moderation-operations.ts";

export const ideasContract = defineContract({
  service: "ideas",
  description: "Consultations, ideas, comments, supports, moderation, answers and the public history of each idea.",
  operations: {
    ...consultations,
    ...ideas,
    ...images,
    ...comments,
    ...moderation,
    readPersonData: readPersonDataOperation("ideas"),
  },
  events: { ...events, ...commentEvents },
});
