import { concat } from "../bytes.ts";
import { parseCanonical } from "../canonical-json.ts";
import { openNote } from "../note-keys.ts";
import type { BallotDefinition } from "./definition.ts";
import { DOCUMENT_BYTES_MAX, type Manifest, type ManifestFile } from "./documents.ts";
import { type Line, linesOf, reading } from "./lines.ts";
import { notVerified, type Reason } from "./problem.ts";
import type { PublishedFolder } from "./published-folder.ts";

/** What every check works on, once manifest and definition hold. */
export type BallotUnderCheck = {
  readonly folder: PublishedFolder;
  readonly manifest: Manifest;
  readonly files: ReadonlyMap<string, ManifestFile>;
  readonly definition: BallotDefinition;
};

/** Reads a document whole. @throws NotVerified when it is too long for one */
export async function wholeOf(folder: PublishedFolder, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of folder.read(path)) {
    length += chunk.length;
    if (length > DOCUMENT_BYTES_MAX) notVerified("file-malformed", path, `This file is longer than ${DOCUMENT_BYTES_MAX} bytes.`);
    chunks.push(chunk);
  }
  return concat(...chunks);
}

/** The lines of several files, one after the other. */
export async function* allLines({ folder }: { folder: PublishedFolder }, paths: readonly string[]): AsyncGenerator<Line> {
  for (const path of paths) yield* linesOf(path, folder.read(path));
}

/** Reads a canonical document. */
export async function documentOf<Value>(
  folder: PublishedFolder,
  path: string,
  read: (json: ReturnType<typeof parseCanonical>) => Value,
): Promise<Value> {
  const bytes = await wholeOf(folder, path);
  return reading("file-malformed", path, () => read(parseCanonical(bytes)));
}

/** The text of the signed note that vouches for a document: what it is, of which ballot, and the SHA-256 of its file. */
export function vouchingText(kind: string, ballotId: string, sha256: string): string {
  return `teilhabe/${kind}/v1\n${ballotId}\n${sha256}\n`;
}

/** Checks `<name>.note` beside a document. @throws NotVerified with `reason` unless the authority signed exactly this document */
export async function checkVouching(
  { folder, definition }: Pick<BallotUnderCheck, "folder" | "definition">,
  document: { readonly path: string; readonly notePath: string; readonly kind: string; readonly sha256: string },
  reason: Reason,
): Promise<void> {
  const opened = openNote(await wholeOf(folder, document.notePath), definition.authority);
  const expected = vouchingText(document.kind, definition.ballotId, document.sha256);
  if (!opened.signed) notVerified(reason, document.notePath, `${document.path} is not signed by the ballot's authority (${opened.reason}).`);
  if (opened.text !== expected) notVerified(reason, document.notePath, `The signature beside ${document.path} is for another document.`);
}
