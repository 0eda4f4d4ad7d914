import { publishBox } from "@teilhabe/contracts/ballot-box/service-operations";
import { PublishedDocument } from "@teilhabe/contracts/voting/publication-operations";
import type { Desk } from "@teilhabe/platform/decide";
import type { Ask, TaskHandler } from "@teilhabe/platform/module";
import { boxFiles } from "@teilhabe/proofs/folder/box-files";
import type { ManifestFile, OpenedVote } from "@teilhabe/proofs/folder/documents";
import { listedFile } from "@teilhabe/proofs/folder/hashed-file";
import { checkpointOf, isOver } from "../domain/ballot.ts";
import { ballotKind, publishedKind } from "../domain/documents.ts";
import { publish } from "../domain/publish.ts";
import { publishedId } from "../domain/published-documents.ts";
import { type SealedLog, sealedLog } from "../publishing/sealed-log.ts";
import { allCheckpoints, sealedRecords, sealedVotes } from "../publishing/sealed-votes.ts";
import { answered, authorityOf, type Context, definitionOf, type OnBallot } from "./on-ballot.ts";

/** Lists every file of the published ballot, makes the votes public, signs the manifest, and says so. */
export function publishBallot({ ask, log }: Context): TaskHandler<OnBallot> {
  return async (desk, { ballot: id }) => {
    const ballot = await desk.load(ballotKind, id);
    if (ballot === undefined || !isOver(ballot.state)) return undefined;
    const { logKey } = await definitionOf(desk, id);
    const sealed = await sealedLog(ask, id, { logKey, note: checkpointOf(ballot.state) ?? "" });
    const isAborted = ballot.state.stage === "aborted";
    const files = [...(await documentsOf(desk, id)), ...(await filesOfBox(ask, id, sealed, isAborted))];
    if (!isAborted) answered(await ask(publishBox, { ballot: id }), "the votes are not published");
    log.info("a ballot is published", { ballot: id, files: files.length, entries: sealed.checkpoint.size });
    return publish({ ...ballot, state: ballot.state }, { files, checkpoint: sealed.checkpoint, authority: await authorityOf(desk, id) });
  };
}

/** Documents that are not written yet, manifest and note, are no files. */
async function documentsOf(desk: Desk, ballot: string): Promise<ManifestFile[]> {
  const paths = PublishedDocument.options;
  const found = await desk.loadMany(
    publishedKind,
    paths.map((path) => publishedId(ballot, path)),
  );
  return found.flatMap((document, n) => {
    const path = paths[n];
    return document === undefined || path === undefined ? [] : [{ path, size: document.state.size, sha256: document.state.sha256 }];
  });
}

/** An aborted ballot is published without its votes. */
async function filesOfBox(ask: Ask, ballot: string, log: SealedLog, isAborted: boolean): Promise<ManifestFile[]> {
  const files: ManifestFile[] = [];
  const contents = {
    leafHashes: log.leafHashes(),
    checkpoints: allCheckpoints(ask, ballot),
    records: sealedRecords(ask, ballot, log),
    openings: isAborted ? [] : oneByOne(sealedVotes(ask, ballot, log)),
  };
  for await (const { path, bytes } of boxFiles(contents)) files.push(await listedFile(path, bytes));
  if (!isAborted) log.allGiven();
  return files;
}

async function* oneByOne(pages: AsyncIterable<readonly OpenedVote[]>): AsyncGenerator<OpenedVote> {
  for await (const page of pages) yield* page;
}
