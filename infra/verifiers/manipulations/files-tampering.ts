import { textOf, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalBytes, type Json, parseCanonical } from "@teilhabe/proofs/canonical-json";
import { vouchingText } from "@teilhabe/proofs/folder/ballot-under-check";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { signNote } from "@teilhabe/proofs/note-keys";
import { idOf, type MadeUpBallot } from "../made-up-ballot.ts";
import { known } from "./known.ts";

export type Files = Map<string, Uint8Array>;

/** Changes the text of a published file. */
export function rewrite(all: Files, path: string, change: (text: string) => string): void {
  all.set(path, utf8(change(textOf(known(all.get(path))))));
}

/** One bit of one byte. */
export function flip(all: Files, path: string, at: number): void {
  all.set(
    path,
    known(all.get(path)).map((byte, i) => (i === at ? byte ^ 1 : byte)),
  );
}

export function listAnew(all: Files, ballot: MadeUpBallot): void {
  const manifest = manifestOf(all);
  all.set("manifest.json", manifest);
  all.set("manifest.note", signNote(vouchingText("manifest", idOf(ballot), sha256Hex(manifest)), ballot.keys.authority));
}

export function manifestOf(all: Files): Uint8Array {
  const manifest = parseCanonical(known(all.get("manifest.json"))) as { [key: string]: Json };
  const listed = [...all]
    .filter(([path]) => !path.startsWith("manifest."))
    .map(([path, bytes]) => ({ path, size: bytes.length, sha256: sha256Hex(bytes) }));
  return canonicalBytes({ ...manifest, files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)) });
}
