import type { amendBox, openBox, prepareBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import type { InputOf } from "@teilhabe/contracts/operation";
import { isRefusal, type Refusal, refuse } from "@teilhabe/contracts/refusal";
import { Definition } from "@teilhabe/contracts/voting/definition";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import type { Desk } from "@teilhabe/platform/decide";
import type { Handler, ModuleContext } from "@teilhabe/platform/module";
import { type Asked, type Outcome, put } from "@teilhabe/platform/rule";
import { utf8 } from "@teilhabe/proofs/bytes";
import { parseCanonical } from "@teilhabe/proofs/canonical-json";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { boxKind, definitionKind } from "./documents.ts";
import { amendBox as amended } from "./domain/amend-box.ts";
import type { Box, LogKeys } from "./domain/box.ts";
import { openBox as opening } from "./domain/open-box.ts";
import { logKeysFor } from "./receipts.ts";
import { turnoutTask } from "./turnout.ts";
import type { VoteStore } from "./votes/vote-store.ts";

const SEED_BYTES = 32;
type Context = ModuleContext<VoteStore>;

/** What `voting` asks of a box: prepare, open, amend, seal. Each may be asked again and then changes nothing. */
export function boxHandlers(context: Context) {
  const { decide } = context;
  return {
    prepareBox: preparing(context),
    openBox: openingBoxes(context),
    amendBox: decide(async (desk, input: InputOf<typeof amendBox>) => {
      const box = await loadBox(desk, input.ballot);
      if (box === undefined || box.stage === "prepared") return refuse("ballot-not-open", "This box was never opened.");
      return keep(
        input.ballot,
        box,
        amended(box, { amendment: input.amendments.length, withdrawn: input.withdrawn, closesAtMs: Date.parse(input.closesAt) }),
      );
    }),
    sealBox: sealing(context),
  };
}

function preparing({ decide, ports: votes, settings, world }: Context): Handler<typeof prepareBox> {
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

function openingBoxes({ ask, decide }: Context): Handler<typeof openBox> {
  const decided = decide(
    async (
      desk,
      input: InputOf<typeof openBox> & { readonly macKey: string; readonly definitionParsed: Definition },
    ): Promise<Refusal | Outcome<Record<string, never>>> => {
      const { ballot, definition: text, definitionHash, macKey, definitionParsed: definition } = input;
      const box = await loadBox(desk, ballot);
      const closesAtMs = Date.parse(definition.closesAt);
      const graceMs = definition.graceSeconds * 1_000;
      const after = opening(box, { definitionHash, macKey, closesAtMs, graceMs, amendment: 0, withdrawn: [] });
      if (isRefusal(after)) return after;
      if (after === box) return { answer: {} };
      await desk.load(definitionKind, ballot);
      return { writes: [put(boxKind, ballot, after), put(definitionKind, ballot, { text })], answer: {} };
    },
  );
  return async (input, asked) => {
    const definitionParsed = readDefinition(input);
    if (definitionParsed === undefined) return refuse("definition-damaged", "This is not a canonical definition of this ballot with this hash.");
    const given = await ask(readBoxKey, { ballot: input.ballot });
    if (isRefusal(given)) throw new Error(`voting does not give the key of ballot ${input.ballot}: ${given.refused}`);
    return decided({ ...input, macKey: given.key, definitionParsed }, asked);
  };
}

function readDefinition({ ballot, definition, definitionHash }: InputOf<typeof openBox>): Definition | undefined {
  const bytes = utf8(definition);
  if (sha256Hex(bytes) !== definitionHash) return undefined;
  const parsed = Definition.safeParse(canonicalOrUndefined(bytes));
  return parsed.success && parsed.data.ballot === ballot ? parsed.data : undefined;
}

function canonicalOrUndefined(bytes: Uint8Array): unknown {
  try {
    return parseCanonical(bytes);
  } catch {
    return undefined;
  }
}

function sealing(context: Context): Handler<typeof sealBox> {
  const { decide, ports: votes } = context;
  const prepare = preparing(context);
  const decided = decide(async (desk, input: InputOf<typeof sealBox> & { readonly votes: number; readonly voters: number }, { atMs }: Asked) => {
    const { ballot, votes: count, voters } = input;
    const box = await loadBox(desk, ballot);
    if (box === undefined) throw new Error(`the box of ballot ${ballot} is gone`);
    const answer = { votes: count, voters };
    if (box.stage === "sealed") return { answer };
    const { seed, logKey } = box;
    const opened = box.stage === "open" ? { opened: box.opened } : {};
    const sealed: Box = { stage: "sealed", seed, logKey, ...opened, votes: count, voters };
    return { writes: [put(boxKind, ballot, sealed)], tasks: [turnoutTask(ballot, atMs)], answer };
  });
  return async (input, asked) => {
    await prepare(input, asked);
    // The seal first: from now on no acceptor signs a receipt. What is committed after it only remembers the counts.
    const counts = await votes.seal(input.ballot, asked.atMs);
    return decided({ ...input, ...counts }, asked);
  };
}

async function loadBox(desk: Desk, ballot: string): Promise<Box | undefined> {
  return (await desk.load(boxKind, ballot))?.state;
}

function keep(ballot: string, before: Box, after: Box): Outcome<Record<string, never>> {
  return after === before ? { answer: {} } : { writes: [put(boxKind, ballot, after)], answer: {} };
}
