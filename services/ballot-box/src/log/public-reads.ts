import type { listCheckpoints, listPublishedOpenings, listRecords, readCheckpoint, readTile } from "@teilhabe/contracts/ballot-box/log-operations";
import { OpenedVote, RecordLeaf } from "@teilhabe/contracts/ballot-box/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Handler, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, PAGE_BYTES_MAX, pageFrom, readCursor } from "@teilhabe/platform/paging";
import { toBase64 } from "@teilhabe/proofs/bytes";
import { parseTilePath } from "@teilhabe/proofs/merkle/tile-path";
import { boxKind } from "../documents.ts";
import type { BoxPorts } from "../ports.ts";

const HASH_BYTES = 32;

/** What everybody may read of a log: hashes, checkpoints and records at any time, the votes themselves once they are published. */
export function publicReads({ store, ports: { votes, log } }: ModuleContext<BoxPorts>) {
  const isOpened = async (ballot: string) => {
    const stage = (await store.load(boxKind, ballot))?.state.stage;
    return stage !== undefined && stage !== "prepared";
  };

  const checkpoint: Handler<typeof readCheckpoint> = async ({ ballot }) => {
    const newest = (await isOpened(ballot)) ? await log.newestCheckpoint(ballot) : undefined;
    return newest === undefined ? noLog() : { mediaType: "text/plain", text: newest.note };
  };

  const tile: Handler<typeof readTile> = async ({ ballot, tile: name }) => {
    if (!(await isOpened(ballot))) return noLog();
    const id = parseTilePath(`tile/${name}`);
    const hashes = id === undefined ? undefined : await log.tile(ballot, id.level, id.index);
    if (id === undefined || hashes === undefined || hashes.length < id.width * HASH_BYTES)
      return refuse("tile-not-found", "The log has no such tile, or is not yet so large.");
    return { mediaType: "application/octet-stream", base64: toBase64(hashes.subarray(0, id.width * HASH_BYTES)) };
  };

  const checkpoints: Handler<typeof listCheckpoints> = async ({ ballot, limit, after }) => {
    if (!(await isOpened(ballot))) return noLog();
    const found = await log.checkpoints(ballot, placeIn(after) ?? 0, limit + 1);
    const page = pageFrom(found, limit, ({ size }) => cursorOf([size]), PAGE_BYTES_MAX);
    return { ...page, items: page.items.map(({ note }) => ({ note })) };
  };

  const records: Handler<typeof listRecords> = async ({ ballot, limit, after }) => {
    if (!(await isOpened(ballot))) return noLog();
    const found = await log.records(ballot, placeIn(after) ?? -1, limit + 1);
    const page = pageFrom(found, limit, ({ index }) => cursorOf([index]), PAGE_BYTES_MAX);
    return { ...page, items: page.items.map(({ index, leaf }) => ({ index, leaf: RecordLeaf.parse(JSON.parse(leaf)) })) };
  };

  const openings: Handler<typeof listPublishedOpenings> = async ({ ballot, limit, after }) => {
    const box = (await store.load(boxKind, ballot))?.state;
    if (box === undefined || box.stage === "prepared") return noLog();
    if (box.stage !== "sealed" || box.published !== true)
      return refuse("openings-not-published", "The votes are opened once the result of this ballot is published.");
    const from = after === undefined ? undefined : readCursor(after, ["string"])?.[0];
    const found = await votes.openings(ballot, from, limit + 1);
    const page = pageFrom(found, limit, ({ cursor }) => cursorOf([cursor]), PAGE_BYTES_MAX);
    return { ...page, items: page.items.map((vote) => OpenedVote.parse({ ...vote, choice: JSON.parse(vote.choice) })) };
  };

  return { readCheckpoint: checkpoint, readTile: tile, listCheckpoints: checkpoints, listRecords: records, listPublishedOpenings: openings };
}

function noLog(): Refusal {
  return refuse("ballot-not-open", "There is no ballot with a log under this id.");
}

/** A cursor that is none begins at the beginning. */
function placeIn(after: string | undefined): number | undefined {
  return after === undefined ? undefined : readCursor(after, ["number"])?.[0];
}
