import type { Client } from "@teilhabe/client/client";
import { listCheckpoints, listPublishedOpenings, listRecords, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { PublishedDocument, readPublication, readPublishedDocument } from "@teilhabe/contracts/voting/publication-operations";
import { fromBase64, textOf, utf8 } from "@teilhabe/proofs/bytes";
import type { Json } from "@teilhabe/proofs/canonical-json";
import { type FileToStore, linesOf, openingFiles } from "@teilhabe/proofs/folder/box-files";
import { DOCUMENT_BYTES_MAX, readOpening } from "@teilhabe/proofs/folder/documents";
import { AnswerIsNo } from "../faults.ts";

type Bytes = AsyncIterable<Uint8Array>;

/** The files of a published ballot as the platform gives them to anybody. */
export type PublishedFiles = {
  /** @throws AnswerIsNo when it is not one of the files that voting keeps, or is not there yet */
  document(path: string): Bytes;
  tile(path: string): Bytes;
  lines(path: "log/checkpoints.jsonl" | "log/records.jsonl"): Bytes;
  /** One after the other. */
  openings(): AsyncGenerator<FileToStore>;
};

/** @throws Problem `not-published-yet` */
export async function publishedFiles(client: Client, ballot: string): Promise<PublishedFiles> {
  const { documents } = await client.ask(readPublication, { ballot });
  const parts = new Map<string, number>(documents.map((document) => [document.path, document.parts]));
  return {
    async *document(path) {
      const named = PublishedDocument.safeParse(path);
      if (!named.success) throw new AnswerIsNo(`${path}: a published ballot has no file of this name`);
      const count = parts.get(path);
      if (count === undefined) throw new AnswerIsNo(`${path} is not published yet: the ballot is not counted, or its manifest not signed`);
      for (let part = 0; part < count; part++) {
        yield utf8((await client.ask(readPublishedDocument, { ballot, document: named.data, part })).text);
      }
    },
    async *tile(path) {
      const answer: { base64: string } = await client.ask(readTile, { ballot, tile: path.replace(/^log\/tile\//, "") });
      yield fromBase64(answer.base64);
    },
    lines: (path) =>
      path === "log/checkpoints.jsonl"
        ? linesOf(client.all(listCheckpoints, { ballot }), (item) => ({ ...item }))
        : linesOf(client.all(listRecords, { ballot }), (item) => ({ ...item })),
    openings: () => openingFiles(votes(client, ballot)),
  };
}

async function* votes(client: Client, ballot: string) {
  for await (const vote of client.all(listPublishedOpenings, { ballot })) yield readOpening(vote as Json);
}

/** A document that is read whole. */
export async function wholeText(path: string, bytes: Bytes): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    length += chunk.length;
    if (length > DOCUMENT_BYTES_MAX) throw new AnswerIsNo(`${path} is longer than ${DOCUMENT_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks));
}
