import { textOf } from "../bytes.ts";
import { canonicalText, type Json } from "../canonical-json.ts";
import { type Signer, signNote } from "../note-keys.ts";
import { vouchingText } from "./ballot-under-check.ts";
import {
  FOLDER_FORMAT,
  type IssuedCredential,
  type Manifest,
  type ManifestFile,
  RESULT_FORMAT,
  type ResultFile,
  ROLL_FORMAT,
  type RollDistrict,
} from "./documents.ts";

/*
 * The documents that the ballot's authority vouches for (docs/ballot-format.md, section 2), as text.
 */

/** The note beside a document. @param sha256 of the document's file */
export function vouchingNote(kind: "manifest" | "roll" | "issued" | "result", ballotId: string, sha256: string, authority: Signer): string {
  return textOf(signNote(vouchingText(kind, ballotId, sha256), authority));
}

/** One line of `issued.jsonl`, without its end. */
export function issuedLine({ name, district, validUntil }: IssuedCredential): Json {
  return validUntil === undefined ? { district, request: name } : { district, key: name, validUntil };
}

/** `roll.json`. @param districts sorted */
export function rollText(ballotId: string, districts: readonly RollDistrict[]): string {
  return canonicalText({ ballotId, districts, format: ROLL_FORMAT });
}

/** `result.json`. */
export function resultText(result: ResultFile): string {
  return canonicalText({ ...result, format: RESULT_FORMAT });
}

/** `manifest.json`. @param listed every other file, in any order */
export function manifestText(ballotId: string, listed: readonly ManifestFile[]): string {
  const files = [...listed].sort((a, b) => (a.path < b.path ? -1 : 1));
  const definitionHash = files.find(({ path }) => path === "definition.json")?.sha256 ?? "";
  const manifest: Manifest = { ballotId, definitionHash, files };
  return canonicalText({ ...manifest, format: FOLDER_FORMAT });
}
