import { utf8 } from "../bytes.ts";
import { canonicalBytes, type Json } from "../canonical-json.ts";
import { sha256Hex } from "../hash.ts";
import type { Signer } from "../note-keys.ts";
import { type BoxContents, boxFiles, type FileToStore, type Listed, linesOf } from "./box-files.ts";
import type { IssuedCredential, ManifestFile, ResultFile, RollDistrict } from "./documents.ts";
import { hashedFile } from "./hashed-file.ts";
import type { FileBytes } from "./published-folder.ts";
import { FOLDER_README } from "./readme.ts";
import { issuedLine, manifestText, resultText, rollText, vouchingNote } from "./vouched.ts";

/** Everything that is published about a ballot. What grows with the number of votes is given as a stream, and read once. */
export type Publication = BoxContents & {
  readonly ballotId: string;
  /** As frozen; its canonical form is what was hashed at opening. */
  readonly definition: Json;
  /** Sorted by name. */
  readonly issued: Listed<IssuedCredential>;
  readonly roll: readonly RollDistrict[];
  readonly result: ResultFile;
};

/**
 * Writes the folder of a published ballot, version 1 (docs/ballot-format.md), file by file; the manifest comes last.
 * @param authority signs manifest, roll, issued list and result: the definition's `authorityKey`
 * @throws Error when a file was not read to its end, for then the manifest would be wrong
 */
export async function* writeBallotFolder(publication: Publication, authority: Signer): AsyncGenerator<FileToStore> {
  const files: ManifestFile[] = [];
  const { ballotId } = publication;

  async function* stored(path: string, bytes: FileBytes): AsyncGenerator<FileToStore> {
    const file = hashedFile(path, bytes);
    yield { path, bytes: file.bytes };
    files.push(file.listed());
  }
  async function* vouched(kind: "roll" | "issued" | "result", path: string, bytes: FileBytes): AsyncGenerator<FileToStore> {
    yield* stored(path, bytes);
    yield* stored(`${kind}.note`, [utf8(vouchingNote(kind, ballotId, files.at(-1)?.sha256 ?? "", authority))]);
  }

  yield* stored("README.txt", [utf8(FOLDER_README)]);
  yield* stored("definition.json", [canonicalBytes(publication.definition)]);
  for await (const { path, bytes } of boxFiles(publication)) yield* stored(path, bytes);
  yield* vouched("issued", "issued.jsonl", linesOf(publication.issued, issuedLine));
  yield* vouched("roll", "roll.json", [utf8(rollText(ballotId, publication.roll))]);
  yield* vouched("result", "result.json", [utf8(resultText(publication.result))]);

  const manifest = utf8(manifestText(ballotId, files));
  yield { path: "manifest.json", bytes: [manifest] };
  yield { path: "manifest.note", bytes: [utf8(vouchingNote("manifest", ballotId, sha256Hex(manifest), authority))] };
}
