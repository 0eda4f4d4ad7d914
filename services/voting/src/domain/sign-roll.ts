import { type Asked, type Loaded, type Outcome, put, unchanged } from "@teilhabe/platform/rule";
import type { ManifestFile } from "@teilhabe/proofs/folder/documents";
import { FOLDER_README } from "@teilhabe/proofs/folder/readme";
import { resultText, rollText, vouchingNote } from "@teilhabe/proofs/folder/vouched";
import type { Signer } from "@teilhabe/proofs/note-keys";
import type { Ballot, SealedBallot } from "./ballot.ts";
import { ballotKind, publishedKind } from "./documents.ts";
import { publishedDocument, publishedId, vouchedDocument } from "./published-documents.ts";
import { resultFile } from "./result-file.ts";
import { type ClaimSizes, type RollSizes, rollFigures } from "./roll-figures.ts";
import { countTask, publishTask } from "./tasks.ts";

export type IssuedList = ManifestFile & { readonly parts: number };

export type RollDocuments = {
  /** Its parts are stored already. */
  readonly issued: IssuedList;
  readonly claims: ClaimSizes;
  readonly roll: RollSizes | undefined;
  /** Canonical, as it was hashed. */
  readonly definition: string;
  readonly authority: Signer;
};

/** The list of issued credentials and the figures of the roll, signed; then the votes are counted, if the lot's seed need not be awaited. */
export function signedRoll({ id, state }: Loaded<SealedBallot>, documents: RollDocuments, asked: Asked): Outcome<undefined> {
  const { issued, claims, roll, definition, authority } = documents;
  const { sha256, size, parts } = issued;
  return {
    writes: [
      // A seed that comes at the same time must not be missed.
      unchanged<Ballot>(ballotKind, id),
      put(publishedKind, publishedId(id, "issued.jsonl"), { sha256, size, parts }),
      ...publishedDocument(id, "issued.note", vouchingNote("issued", id, sha256, authority)),
      ...vouchedDocument(id, "roll", rollText(id, rollFigures(claims, roll)), authority),
      ...publishedDocument(id, "README.txt", FOLDER_README),
      ...publishedDocument(id, "definition.json", definition),
      ...(state.stage === "aborted" ? vouchedDocument(id, "result", resultText(resultFile(id, state, undefined)), authority) : []),
    ],
    tasks: next(id, state, asked.atMs),
    answer: undefined,
  };
}

function next(id: string, state: SealedBallot, nowMs: number) {
  if (state.stage === "aborted") return [publishTask(id, nowMs)];
  return state.draft.ties.lot === "seed" && state.seed === undefined ? [] : [countTask(id, nowMs)];
}
