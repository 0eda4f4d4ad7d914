import { PART_CHARACTERS_MAX, PARTS_MAX, type PublishedDocument } from "@teilhabe/contracts/voting/publication-operations";
import { put, type Write } from "@teilhabe/platform/rule";
import { utf8 } from "@teilhabe/proofs/bytes";
import { vouchingNote } from "@teilhabe/proofs/folder/vouched";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { Signer } from "@teilhabe/proofs/note-keys";
import { publishedKind, publishedPartKind } from "./documents.ts";

/** A document is published once, whole, in parts that fit into a message. */
export function publishedDocument(ballot: string, path: PublishedDocument, text: string): Write[] {
  const parts = partsOf(text);
  const bytes = utf8(text);
  return [
    put(publishedKind, publishedId(ballot, path), { size: bytes.length, sha256: sha256Hex(bytes), parts: parts.length }),
    ...parts.map((part, n) => put(publishedPartKind, partId(ballot, path, n), { text: part })),
  ];
}

type Vouched = "manifest" | "roll" | "result";

/** A document with the note by which the ballot's authority vouches for it. */
export function vouchedDocument(ballot: string, kind: Vouched, text: string, authority: Signer): Write[] {
  const note = vouchingNote(kind, ballot, sha256Hex(utf8(text)), authority);
  return [...publishedDocument(ballot, `${kind}.json`, text), ...publishedDocument(ballot, `${kind}.note`, note)];
}

export function publishedId(ballot: string, path: PublishedDocument): string {
  return `${ballot}:${path}`;
}

export function partId(ballot: string, path: PublishedDocument, part: number): string {
  if (part >= PARTS_MAX) throw new Error(`${path} of ballot ${ballot} has more than ${PARTS_MAX} parts`);
  return `${ballot}:${path}:${part}`;
}

/** Never cut between the two halves of a character. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = from + PART_CHARACTERS_MAX;
    const cut = isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end;
    parts.push(text.slice(from, cut));
    from = cut;
  }
  return parts.length === 0 ? [""] : parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
