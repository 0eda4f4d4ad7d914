import { MalformedError } from "../bytes.ts";
import type { Json } from "../canonical-json.ts";
import { anyObject, countIn, hashIn, type JsonObject, listOf, objectWith, optional, textIn } from "./shape.ts";

/*
 * The published documents of a ballot, version 1 (docs/ballot-format.md), as data, and their readers. All readers throw MalformedError.
 */

export const FOLDER_FORMAT = "teilhabe/ballot-folder/v1";
export const ROLL_FORMAT = "teilhabe/roll/v1";
export const RESULT_FORMAT = "teilhabe/result/v1";

/** Votes in one file of openings. */
export const OPENINGS_PER_FILE = 10_000;
export const LINE_BYTES_MAX = 262_144;
/** Manifest, definition, roll and result are read whole; a longer one is refused. */
export const DOCUMENT_BYTES_MAX = 64 * 1024 * 1024;
export const PAPERS_PER_BATCH_MAX = 500;

export type ManifestFile = { readonly path: string; readonly size: number; readonly sha256: string };
export type Manifest = { readonly ballotId: string; readonly definitionHash: string; readonly files: readonly ManifestFile[] };

/** One district's row of the roll at closing; claims by channel. `eligible` is null where nobody counted who could take part. */
export type RollDistrict = {
  readonly district: string;
  readonly eligible: number | null;
  readonly online: number;
  readonly paper: number;
  readonly assisted: number;
};

/** An entry of the log that is not a vote. */
export type LogRecord =
  | { readonly kind: "definition"; readonly definitionHash: string }
  | { readonly kind: "amendment"; readonly amendment: JsonObject }
  | { readonly kind: "incident"; readonly at: string; readonly incident: string; readonly text: string }
  | PaperBatch;

/** Papers entered together by two officers; they follow their batch in the log, in the order of their numbers. */
export type PaperBatch = {
  readonly kind: "paper-batch";
  readonly batch: string;
  readonly origin: "paper" | "assisted";
  readonly district: string;
  /** Valid papers: so many votes follow. */
  readonly papers: number;
  /** Papers that could not be counted. */
  readonly invalid: number;
  /** SHA-256 over the papers' commitments (32 bytes each) in the order of their numbers, lower-case hex. */
  readonly commitments: string;
};

/** A vote as it is opened after closing. `day` and `credential`, `signature` belong to MAC and blind credentials; paper has none of them. */
export type OpenedVote = {
  readonly index: number;
  readonly key: string;
  readonly seq: number;
  readonly choice: Json;
  readonly nonce: string;
  readonly day?: string;
  readonly credential?: string;
  readonly signature?: string;
};

/** One entry of the list of issued credentials: the key itself, or in a secret ballot the SHA-256 of the blinded request. */
export type IssuedCredential = { readonly name: string; readonly district: string; readonly validUntil?: string };

export type ResultFile = {
  readonly ballotId: string;
  readonly status: "finished" | "aborted";
  readonly checkpoint: { readonly size: number; readonly root: string };
  /** Voters whose vote was counted. */
  readonly counted: number;
  /** The lot's seed. */
  readonly seed?: string;
  /** Was what losers would have needed worked out, too? */
  readonly explain: boolean;
  readonly outcome: JsonObject | null;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PATH = /^(?:[a-z0-9][a-z0-9.]*\/)*[A-Za-z0-9][A-Za-z0-9.]*$/;
export const PAPER_KEY = /^paper\.([a-z0-9-]{1,64})\.(\d{6})$/;
export const DISTRICT = /^[a-z0-9][a-z0-9.-]{0,63}$/;
const CODE = /^[a-z][a-z0-9-]{0,63}$/;

export function readManifest(json: Json): Manifest {
  const object = objectWith(json, ["ballotId", "definitionHash", "files", "format"]);
  if (object["format"] !== FOLDER_FORMAT) throw new MalformedError(`the format is not “${FOLDER_FORMAT}”`);
  const files = listOf(object["files"]).map((item) => {
    const file = objectWith(item, ["path", "sha256", "size"]);
    return { path: textIn(file, "path", PATH), size: countIn(file, "size"), sha256: hashIn(file, "sha256") };
  });
  const unsorted = files.findIndex(({ path }, i) => i > 0 && (files[i - 1]?.path ?? "") >= path);
  if (unsorted >= 0) throw new MalformedError(`“${files[unsorted]?.path}” is not in order, or listed twice`);

  return { ballotId: textIn(object, "ballotId"), definitionHash: hashIn(object, "definitionHash"), files };
}

export function readRoll(json: Json, ballotId: string): readonly RollDistrict[] {
  const object = objectWith(json, ["ballotId", "districts", "format"]);
  if (object["format"] !== ROLL_FORMAT || object["ballotId"] !== ballotId) throw new MalformedError(`not “${ROLL_FORMAT}” of this ballot`);
  const districts = listOf(object["districts"]).map((item) => {
    const row = objectWith(item, ["assisted", "district", "eligible", "online", "paper"]);
    const eligible = row["eligible"] === null ? null : countIn(row, "eligible");
    const [online, paper, assisted] = [countIn(row, "online"), countIn(row, "paper"), countIn(row, "assisted")];
    return { district: textIn(row, "district", DISTRICT), eligible, online, paper, assisted };
  });
  if (districts.some(({ district }, i) => i > 0 && (districts[i - 1]?.district ?? "") >= district))
    throw new MalformedError("districts out of order");

  return districts;
}

export function readResult(json: Json): ResultFile {
  const object = objectWith(json, ["ballotId", "checkpoint", "counted", "explain", "format", "outcome", "status"], ["seed"]);
  const { explain, outcome } = object;
  const checkpoint = objectWith(object["checkpoint"], ["root", "size"]);
  const status = textIn(object, "status", /^(finished|aborted)$/) as ResultFile["status"];
  if (object["format"] !== RESULT_FORMAT || typeof explain !== "boolean") throw new MalformedError(`not “${RESULT_FORMAT}”`);
  if ((outcome === null) !== (status === "aborted")) throw new MalformedError("a ballot is aborted exactly when it has no outcome");
  const seed = optional(object, "seed", textIn);

  return {
    ballotId: textIn(object, "ballotId"),
    status,
    checkpoint: { size: countIn(checkpoint, "size"), root: textIn(checkpoint, "root") },
    counted: countIn(object, "counted"),
    ...(seed === undefined ? {} : { seed }),
    explain,
    outcome: outcome === null ? null : anyObject(outcome),
  };
}

export function readOpening(json: Json): OpenedVote {
  const object = objectWith(json, ["choice", "index", "key", "nonce", "seq"], ["credential", "day", "signature"]);
  const day = optional(object, "day", (from, key) => textIn(from, key, DAY));
  const credential = optional(object, "credential", textIn);
  const signature = optional(object, "signature", textIn);

  return {
    index: countIn(object, "index", 1),
    key: textIn(object, "key"),
    seq: countIn(object, "seq", 1),
    choice: object["choice"] ?? null,
    nonce: hashIn(object, "nonce"),
    ...(day === undefined ? {} : { day }),
    ...(credential === undefined ? {} : { credential }),
    ...(signature === undefined ? {} : { signature }),
  };
}

/** @param named what the list is sorted by: `key`, or `request` in a secret ballot */
export function readIssued(json: Json, named: "key" | "request"): IssuedCredential {
  if (named === "request") {
    const object = objectWith(json, ["district", "request"]);
    return { name: hashIn(object, "request"), district: textIn(object, "district", DISTRICT) };
  }
  const object = objectWith(json, ["district", "key", "validUntil"]);
  return { name: textIn(object, "key"), district: textIn(object, "district", DISTRICT), validUntil: textIn(object, "validUntil", DAY) };
}

/** @returns the entry's index, its record, and its leaf as it stands there */
export function readRecord(json: Json, ballotId: string): { index: number; record: LogRecord; leaf: JsonObject } {
  const object = objectWith(json, ["index", "leaf"]);
  const leaf = anyObject(object["leaf"]);
  if (leaf["ballotId"] !== ballotId) throw new MalformedError("a record of another ballot");

  return { index: countIn(object, "index"), record: recordOf(leaf), leaf };
}

function recordOf(leaf: JsonObject): LogRecord {
  switch (leaf["kind"]) {
    case "definition":
      objectWith(leaf, ["ballotId", "definitionHash", "kind"]);
      return { kind: "definition", definitionHash: hashIn(leaf, "definitionHash") };
    case "amendment":
      objectWith(leaf, ["amendment", "ballotId", "kind"]);
      return { kind: "amendment", amendment: anyObject(leaf["amendment"]) };
    case "incident":
      objectWith(leaf, ["at", "ballotId", "incident", "kind", "text"]);
      return { kind: "incident", at: textIn(leaf, "at"), incident: textIn(leaf, "incident", CODE), text: textIn(leaf, "text") };
    case "paper-batch":
      return batchOf(leaf);
    default:
      throw new MalformedError("a record of an unknown kind");
  }
}

function batchOf(leaf: JsonObject): PaperBatch {
  objectWith(leaf, ["ballotId", "batch", "commitments", "district", "invalid", "kind", "origin", "papers"]);
  const papers = countIn(leaf, "papers");
  if (papers > PAPERS_PER_BATCH_MAX) throw new MalformedError(`more than ${PAPERS_PER_BATCH_MAX} papers in a batch`);
  return {
    kind: "paper-batch",
    batch: textIn(leaf, "batch", /^[a-z0-9-]{1,64}$/),
    origin: textIn(leaf, "origin", /^(paper|assisted)$/) as PaperBatch["origin"],
    district: textIn(leaf, "district", DISTRICT),
    papers,
    invalid: countIn(leaf, "invalid"),
    commitments: hashIn(leaf, "commitments"),
  };
}
