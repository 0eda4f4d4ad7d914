import { z } from "zod";
import { defineOperation } from "../operation.ts";
import { pageRequest } from "../shapes.ts";
import { BALLOT_EXAMPLE, BallotId } from "../voting/shapes.ts";
import { CheckpointNote, LOG_PAGE_MAX, NOTE_EXAMPLE, OpenedVote, RecordLeaf } from "./shapes.ts";

/** The public log of a ballot box (docs/ballot-format.md, section 3). Tiles never say what was voted; openings do, after publication. */

const ballot = BallotId;
const missing = { "ballot-not-open": 404 } as const;
const page = { ballot, limit: z.int().min(1).max(LOG_PAGE_MAX).default(LOG_PAGE_MAX), after: pageRequest.after };
const examples = [{ ballot: BALLOT_EXAMPLE }];

function pageOfLog<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).max(LOG_PAGE_MAX), next: z.string().optional() });
}

export const readCheckpoint = defineOperation({
  name: "ballot-box.read-checkpoint",
  summary: "The newest checkpoint of the log",
  description: "A C2SP signed note by the ballot's `logKey`: origin, size, root, `voters N`.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/log/checkpoint", gives: ["text/plain"] },
  input: z.object({ ballot }),
  output: z.object({ mediaType: z.string(), text: z.string() }),
  refusals: missing,
  examples,
});

export const readTile = defineOperation({
  name: "ballot-box.read-tile",
  summary: "A tile of the log's hashes",
  description:
    "c2sp.org/tlog-tiles: `<level>/<index>` or `<level>/<index>.p/<width>`, the index in groups of three digits (`0/x001/234.p/7`). 32 bytes for each hash. " +
    "Ask for tiles only, never for one's own leaf: so nobody learns whose it is.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/log/tile/{+tile}", gives: ["application/octet-stream"], cacheSeconds: 3_600 },
  input: z.object({ ballot, tile: z.string().regex(/^\d{1,2}\/(x\d{3}\/){0,4}\d{3}(\.p\/\d{1,3})?$/) }),
  output: z.object({ mediaType: z.string(), base64: z.string() }),
  refusals: { ...missing, "tile-not-found": 404 },
  examples: [{ ballot: BALLOT_EXAMPLE, tile: "0/000.p/1" }],
});

export const listCheckpoints = defineOperation({
  name: "ballot-box.list-checkpoints",
  summary: "All checkpoints that were signed, the smallest first",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/log/checkpoints" },
  input: z.object(page),
  output: pageOfLog(z.object({ note: z.string() })),
  refusals: missing,
  examples,
});

export const listRecords = defineOperation({
  name: "ballot-box.list-records",
  summary: "The entries of the log that are not votes",
  description: "The definition, batches of papers, amendments, incidents: each with its index, in the order of the log.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/log/records" },
  input: z.object(page),
  output: pageOfLog(z.object({ index: z.int(), leaf: RecordLeaf })),
  refusals: missing,
  examples,
});

export const listPublishedOpenings = defineOperation({
  name: "ballot-box.list-published-openings",
  summary: "All votes of a published ballot, sorted by key and seq",
  description: "What the log's commitments hid while voting was open.",
  access: "anyone",
  http: { method: "GET", path: "/ballots/{ballot}/log/openings" },
  input: z.object(page),
  output: pageOfLog(OpenedVote),
  refusals: { ...missing, "openings-not-published": 409 },
  examples,
});

export const resumeLog = defineOperation({
  name: "ballot-box.resume-log",
  summary: "Let a box go on that was restored from a backup",
  description:
    "A restored box signs nothing, because its log may be behind what is public. Send the newest checkpoint that anybody has: of the event stream, a partner, a voter. " +
    "When the log holds all that it covers, an incident is entered and voting goes on; when it does not (`log-behind`), the ballot must be aborted.",
  access: { grants: ["operator"] },
  http: { method: "POST", path: "/ballots/{ballot}/log/resumption", idempotent: true },
  input: z.object({ ballot, note: CheckpointNote }),
  output: z.object({ ballot, size: z.int() }),
  refusals: {
    ...missing,
    "log-not-halted": 409,
    "checkpoint-not-ours": 422,
    "checkpoint-too-old": 409,
    "log-behind": 409,
  },
  examples: [{ ballot: BALLOT_EXAMPLE, note: NOTE_EXAMPLE }],
});
