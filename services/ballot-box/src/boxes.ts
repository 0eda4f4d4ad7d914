import type { amendBox, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import type { publishBox } from "@teilhabe/contracts/ballot-box/service-operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, refuse } from "@teilhabe/contracts/refusal";
import { Definition } from "@teilhabe/contracts/voting/definition";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import type { Amendment } from "@teilhabe/contracts/voting/shapes";
import type { Desk } from "@teilhabe/platform/decide";
import type { Ask, Handler, ModuleContext } from "@teilhabe/platform/module";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText, parseCanonical } from "@teilhabe/proofs/canonical-json";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { checkIssuerKey } from "@teilhabe/proofs/issuer-key";
import { boxKind, definitionKind } from "./documents.ts";
import { amendBox as amended } from "./domain/amend-box.ts";
import type { Box, LogKeys } from "./domain/box.ts";
import { anotherDefinition, openBox as opening } from "./domain/open-box.ts";
import { amendmentRecord, definitionRecord } from "./domain/records.ts";
import type { LogStore } from "./log/log-store.ts";
import { logTask } from "./log/log-tasks.ts";
import type { Sequencer } from "./log/sequencer.ts";
import type { BoxPorts } from "./ports.ts";
import { checkpointSigner, logKeysFor } from "./receipts.ts";
import { logHalted } from "./restored.ts";

const SEED_BYTES = 32;
type Context = ModuleContext<BoxPorts>;

/** What `voting` asks of a box: prepare, open, amend, seal, publish. Each may be asked again and then changes nothing. */
export function boxHandlers(context: Context, sequencer: Sequencer) {
  return {
    prepareBox: preparing(context),
    openBox: openingBoxes(context, sequencer),
    amendBox: amending(context, sequencer),
    sealBox: sealing(context, sequencer),
    publishBox: publishing(context),
  };
}

function preparing({ decide, ports: { votes }, settings, world }: Context): Handler<typeof prepareBox> {
  const decided = decide(async (desk, { ballot }: InputOf<typeof prepareBox>): Promise<Outcome<{ logKey: string }>> => {
    const box = await loadBox(desk, ballot);
    if (box !== undefined) return { answer: { logKey: box.logKey } };
    const keys: LogKeys = logKeysFor(settings.publicUrl, ballot, world.randomBytes(SEED_BYTES));
    return { writes: [put(boxKind, ballot, { stage: "prepared", ...keys })], answer: { logKey: keys.logKey } };
  });
  return async (input, asked) => {
    await votes.prepare(input.ballot);
    return decided(input, asked);
  };
}

type ToOpen = InputOf<typeof openBox> & { readonly macKey: string | undefined; readonly parsed: Definition };

/** The definition is entry 0 of the log before the first vote can be taken, and is signed before the answer. */
function openingBoxes({ ask, decide, ports: { log } }: Context, sequencer: Sequencer): Handler<typeof openBox> {
  const decided = decide(async (desk, { ballot, definition: text, definitionHash, macKey, parsed }: ToOpen, { atMs }) => {
    const box = await loadBox(desk, ballot);
    const times = { closesAtMs: Date.parse(parsed.closesAt), graceMs: parsed.graceSeconds * 1_000 };
    const after = opening(box, { definitionHash, ...(macKey !== undefined && { macKey }), ...times, amendment: 0, withdrawn: [] });
    if (isRefusal(after)) return after;
    const signer = checkpointSigner(after);
    if (after === box) return { answer: signer };
    const record = definitionRecord(ballot, definitionHash);
    await sequencer.append(ballot, async ({ size }) => (size === 0 ? [{ record }] : []));
    if ((await log.records(ballot, -1, 1))[0]?.leaf !== canonicalText(record)) return anotherDefinition();
    await desk.load(definitionKind, ballot);
    return {
      writes: [put(boxKind, ballot, after), put(definitionKind, ballot, { text })],
      tasks: [logTask(ballot, atMs)],
      answer: signer,
    };
  });
  return async (input, asked) => {
    const parsed = readDefinition(input);
    if (parsed === undefined) return refuse("definition-damaged", "This is not a canonical definition of this ballot with this hash.");
    const opened = await decided({ ...input, macKey: await macKeyFor(ask, parsed), parsed }, asked);
    if (isRefusal(opened)) return opened;
    await sequencer.sign(input.ballot, opened);
    return {};
  };
}

/** @returns undefined for a secret ballot: its credentials are checked with the issuer's public key */
async function macKeyFor(ask: Ask, { ballot, secrecy }: Definition): Promise<string | undefined> {
  if (secrecy === "secret") return undefined;
  const given = await ask(readBoxKey, { ballot });
  if (isRefusal(given)) throw new Error(`voting does not give the key of ballot ${ballot}: ${given.refused}`);
  return given.key;
}

function readDefinition({ ballot, definition, definitionHash }: InputOf<typeof openBox>): Definition | undefined {
  const bytes = utf8(definition);
  if (sha256Hex(bytes) !== definitionHash) return undefined;
  const parsed = Definition.safeParse(canonicalOrUndefined(bytes));
  return parsed.success && parsed.data.ballot === ballot && hasItsIssuer(parsed.data) ? parsed.data : undefined;
}

/** A secret ballot's credentials are checked with a key that anybody may use; others have none. */
function hasItsIssuer({ secrecy, issuerKey }: Definition): boolean {
  if (secrecy !== "secret" || issuerKey === undefined) return secrecy !== "secret" && issuerKey === undefined;
  try {
    checkIssuerKey(issuerKey);
    return true;
  } catch {
    return false;
  }
}

function canonicalOrUndefined(bytes: Uint8Array): unknown {
  try {
    return parseCanonical(bytes);
  } catch {
    return undefined;
  }
}

function amending({ decide, ports: { log } }: Context, sequencer: Sequencer): Handler<typeof amendBox> {
  return decide(async (desk, { ballot, amendments, withdrawn, closesAt }: InputOf<typeof amendBox>, { atMs }) => {
    const box = await loadBox(desk, ballot);
    if (box === undefined || box.stage === "prepared") return refuse("ballot-not-open", "This box was never opened.");
    const after = amended(box, { amendment: amendments.length, withdrawn, closesAtMs: Date.parse(closesAt) });
    if (after === box) return { answer: {} };
    await logAmendments({ log, sequencer }, ballot, amendments);
    return { writes: [put(boxKind, ballot, after)], tasks: [logTask(ballot, atMs)], answer: {} };
  });
}

type ToLog = { readonly log: LogStore; readonly sequencer: Sequencer };

/** Those that the log does not have yet, in their order. */
async function logAmendments({ log, sequencer }: ToLog, ballot: string, amendments: readonly Amendment[]): Promise<void> {
  await sequencer.append(ballot, async ({ final, size }) => {
    if (final || size === 0) return [];
    const logged = await log.countRecords(ballot, "amendment");
    return amendments.slice(logged).map((amendment) => ({ record: amendmentRecord(ballot, amendment) }));
  });
}

function sealing(context: Context, sequencer: Sequencer): Handler<typeof sealBox> {
  const { decide, ports } = context;
  const prepare = preparing(context);
  const decided = decide(async (desk, { ballot, votes, voters }: { ballot: string; votes: number; voters: number }, { atMs }: Asked) => {
    const box = await loadBox(desk, ballot);
    if (box === undefined) throw new Error(`the box of ballot ${ballot} is gone`);
    if (box.stage === "sealed") return { answer: box };
    const { seed, logKey } = box;
    const opened = box.stage === "open" ? { opened: box.opened } : {};
    const sealed: Box = { stage: "sealed", seed, logKey, ...opened, votes, voters };
    return { writes: [put(boxKind, ballot, sealed)], tasks: [logTask(ballot, atMs)], answer: sealed };
  });
  return async ({ ballot, amendments }, asked) => {
    await prepare({ ballot }, asked);
    const box = (await context.store.load(boxKind, ballot))?.state;
    if (box?.stage === "open" && box.haltedAt !== undefined) return logHalted();
    // The seal first: from now on no acceptor signs a receipt but for what is pending or logged. Then all that is pending is logged, and the log ends.
    await ports.votes.seal(ballot, asked.atMs);
    await logAmendments({ log: ports.log, sequencer }, ballot, amendments);
    const { votes, voters } = await sequencer.finish(ballot);
    const sealed = await decided({ ballot, votes, voters }, asked);
    if (isRefusal(sealed)) return sealed;
    const checkpoint = await sequencer.sign(ballot, checkpointSigner(sealed));
    return { votes, voters, ...(checkpoint !== undefined && { checkpoint: checkpoint.note }) };
  };
}

function publishing({ decide }: Context): Handler<typeof publishBox> {
  return decide(async (desk, { ballot }: InputOf<typeof publishBox>) => {
    const box = await loadBox(desk, ballot);
    if (box?.stage !== "sealed") return refuse("box-not-sealed", "This box is not sealed; its votes are not published.");
    return box.published === true ? { answer: {} } : { writes: [put<Box>(boxKind, ballot, { ...box, published: true })], answer: {} };
  });
}

async function loadBox(desk: Desk, ballot: string): Promise<Box | undefined> {
  return (await desk.load(boxKind, ballot))?.state;
}
