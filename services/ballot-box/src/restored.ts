import type { resumeLog } from "@teilhabe/contracts/ballot-box/log-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Handler, ModuleContext } from "@teilhabe/platform/module";
import { type Asked, put } from "@teilhabe/platform/rule";
import { sameBytes, utf8 } from "@teilhabe/proofs/bytes";
import { type Checkpoint, parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { openNote, openVerifier } from "@teilhabe/proofs/note-keys";
import { HASH_BYTES } from "@teilhabe/proofs/sizes";
import { boxKind, epochKind } from "./documents.ts";
import { incidentRecord } from "./domain/records.ts";
import { edgeFrom, edgeTiles } from "./log/edge.ts";
import { rootAt } from "./log/grow.ts";
import type { LogStore } from "./log/log-store.ts";
import { logTask } from "./log/log-tasks.ts";
import type { Sequencer } from "./log/sequencer.ts";
import type { BoxPorts } from "./ports.ts";

const EPOCH = "log";
const PAGE = 500;
const TEXT =
  "The ballot box was restored from a backup. Its log goes on where the newest checkpoint that was shown to it ends; a vote that was taken after the backup was " +
  "made may be missing. Whoever has a receipt that is not in the log should send the vote again.";

/** What a halted box answers to whatever would have to be signed. */
export function logHalted(): Refusal {
  return refuse(
    "log-halted",
    "The ballot box was restored from a backup and takes nothing until its log is compared with what was published. Try again later.",
  );
}

/**
 * Halts every open box when the store has another epoch than the box remembers: its data are those of a backup. Run before anything is served, so that no
 * receipt and no checkpoint is signed on data that may be behind what is public.
 */
export async function noticeRestore({ store, ports: { log }, decide, world, log: journal }: ModuleContext<BoxPorts>): Promise<void> {
  const epoch = await store.epoch();
  const known = (await store.load(epochKind, EPOCH))?.state.epoch;
  if (known === epoch) return;
  const nowMs = world.nowMs();
  const asked: Asked = { by: undefined, grants: [], at: new Date(nowMs).toISOString(), atMs: nowMs, newId: world.newId };
  if (known !== undefined) for await (const ballot of allUnfinished(log)) await halting(decide)(ballot, asked);
  if (known !== undefined) journal.error("the data were restored from a backup: open boxes sign nothing until resume-log has compared their logs");
  await decide(async (desk, to: string) => {
    await desk.load(epochKind, EPOCH);
    return { writes: [put(epochKind, EPOCH, { epoch: to })], answer: undefined };
  })(epoch, asked);
}

async function* allUnfinished(log: LogStore): AsyncGenerator<string> {
  for (let after: string | undefined; ; ) {
    const page = await log.unfinished(after, PAGE);
    yield* page;
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

function halting(decide: ModuleContext<BoxPorts>["decide"]) {
  return decide(async (desk, ballot: string, { at }) => {
    const box = (await desk.load(boxKind, ballot))?.state;
    if (box?.stage !== "open" || box.haltedAt !== undefined) return { answer: undefined };
    return { writes: [put(boxKind, ballot, { ...box, haltedAt: at })], answer: undefined };
  });
}

/** Lets a halted box go on once its log holds all of the newest checkpoint that was published; what happened becomes an entry of the log. */
export function resumingLog({ decide, ports: { log } }: ModuleContext<BoxPorts>, sequencer: Sequencer): Handler<typeof resumeLog> {
  return decide(async (desk, { ballot, note }: InputOf<typeof resumeLog>, { atMs }) => {
    const box = (await desk.load(boxKind, ballot))?.state;
    if (box?.stage !== "open") return refuse("ballot-not-open", "There is no open ballot under this id.");
    const { haltedAt, ...going } = box;
    if (haltedAt === undefined) return refuse("log-not-halted", "This box is not halted.");
    const published = checkpointIn(note, box.logKey);
    if (published === undefined) return refuse("checkpoint-not-ours", "This is not a checkpoint that this box has signed.");
    const refused = await comparison(log, ballot, published);
    if (refused !== undefined) return refused;
    const name = `restored ${haltedAt}`;
    const record = incidentRecord(ballot, "restored-from-backup", haltedAt, TEXT);
    const { size } = await sequencer.append(ballot, async () => ((await log.recordNamed(ballot, name)) === undefined ? [{ record, name }] : []));
    return { writes: [put(boxKind, ballot, going)], tasks: [logTask(ballot, atMs)], answer: { ballot, size } };
  });
}

/** Has the log everything that this checkpoint covers, and was nothing newer signed? */
async function comparison(log: LogStore, ballot: string, { size, root }: Checkpoint): Promise<Refusal | undefined> {
  const newest = await log.newestCheckpoint(ballot);
  if (newest !== undefined && newest.size > size)
    return refuse("checkpoint-too-old", `A checkpoint over ${newest.size} entries is known here. Bring the newest one that anybody has.`);
  const head = await log.head(ballot);
  if (size > head.size || !sameBytes(root, await rootBefore(log, ballot, size)))
    return refuse("log-behind", "The log has lost entries that were published, and cannot go on: abort this ballot and hold it again.");
  return undefined;
}

/** The root over the first `size` entries; they are there. */
async function rootBefore(log: LogStore, ballot: string, size: number): Promise<Uint8Array> {
  const tiles = edgeTiles(size);
  const hashes = await Promise.all(tiles.map(({ level, index }) => log.tile(ballot, level, index)));
  return rootAt(edgeFrom(size, ({ level, width }) => hashes[level]?.subarray(0, width * HASH_BYTES)));
}

function checkpointIn(note: string, logKey: string): Checkpoint | undefined {
  const verifier = openVerifier(logKey);
  const opened = openNote(utf8(note), verifier);
  return opened.signed ? parseCheckpoint(opened.text) : undefined;
}
