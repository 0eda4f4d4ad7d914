import { factOf } from "@teilhabe/contracts/event";
import { BallotPublished } from "@teilhabe/contracts/voting/events";
import type { Loaded, Outcome } from "@teilhabe/platform/rule";
import { toBase64, utf8 } from "@teilhabe/proofs/bytes";
import type { Checkpoint } from "@teilhabe/proofs/checkpoint";
import type { ManifestFile } from "@teilhabe/proofs/folder/documents";
import { manifestText } from "@teilhabe/proofs/folder/vouched";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { Signer } from "@teilhabe/proofs/note-keys";
import { about, frozenOf, type SealedBallot } from "./ballot.ts";
import { vouchedDocument } from "./published-documents.ts";

export type Folder = { readonly files: readonly ManifestFile[]; readonly checkpoint: Checkpoint; readonly authority: Signer };

/** The manifest over everything, signed: from now on anybody can check the ballot. */
export function publish({ id, state }: Loaded<SealedBallot>, { files, checkpoint, authority }: Folder): Outcome<undefined> {
  const manifest = manifestText(id, files);
  return {
    writes: vouchedDocument(id, "manifest", manifest, authority),
    facts: [
      factOf(BallotPublished, {
        ...about(id, state),
        definitionHash: frozenOf(state)?.definitionHash ?? "",
        manifestSha256: sha256Hex(utf8(manifest)),
        size: checkpoint.size,
        root: toBase64(checkpoint.root),
        aborted: state.stage === "aborted",
        link: `/v1/ballots/${id}/publication`,
      }),
    ],
    answer: undefined,
  };
}
