import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { BallotId } from "../voting/shapes.ts";
import { BatchId, DistrictCode, PAPERS_MAX, Paper, PaperOrigin } from "./shapes.ts";

const ballot = BallotId;

export const publishBox = defineOperation({
  name: "ballot-box.publish-box",
  summary: "Make the openings public",
  description: "For voting only, once the result is signed. It cannot be taken back; a repetition changes nothing.",
  access: "service",
  input: z.object({ ballot }),
  output: z.object({}),
  refusals: { "box-not-sealed": 409 },
});

export const addPapers = defineOperation({
  name: "ballot-box.add-papers",
  summary: "Log a batch of paper votes that two officers have entered",
  description:
    "For voting only. The batch and its papers become entries of the log, in the order given, in one step. Repeated under the same `batch` it changes nothing; " +
    "another content under it is refused.",
  access: "service",
  input: z.object({
    ballot,
    batch: BatchId,
    origin: PaperOrigin,
    district: DistrictCode,
    invalid: z.int().min(0).max(PAPERS_MAX),
    papers: z.array(Paper).max(PAPERS_MAX),
  }),
  output: z.object({ ballot, batch: z.string(), papers: z.int() }),
  refusals: { "ballot-not-open": 404, "ballot-closed": 409, "choice-invalid": 422, "another-batch": 409, "log-halted": 503 },
});
