import { Definition } from "@teilhabe/contracts/voting/definition";
import type { Store } from "@teilhabe/platform/store/store";
import { fromBase64Url } from "@teilhabe/proofs/bytes";
import type { Signer } from "@teilhabe/proofs/note-keys";
import { boxKind, definitionKind } from "./documents.ts";
import type { Door } from "./domain/admit.ts";
import type { Box, Opened } from "./domain/box.ts";
import { type PaperRules, paperRulesOf } from "./domain/check-choice.ts";
import { checkpointSigner, receiptSigner } from "./receipts.ts";
import { type SecretDoor, secretDoor } from "./secret-door.ts";
import type { Signing } from "./signing.ts";

/** So long a box is believed to be as it was last read: an amendment reaches every replica within this time. */
export const BELIEVED_MS = 1_000;
/** Boxes in memory; the one read longest ago goes first. */
export const BOXES_IN_MEMORY_MAX = 1_000;

/** All that accepting a vote needs, in memory. */
export type OpenBox = {
  readonly version: number;
  readonly sealed: boolean;
  /** Signs nothing until it is known to be no older than what was published. */
  readonly halted: boolean;
  readonly opened: Opened;
  /** Undefined: secret, and votes are admitted by `secret`. */
  readonly door: Door | undefined;
  /** How votes of a secret ballot are checked. */
  readonly secret: SecretDoor | undefined;
  readonly rules: PaperRules;
  readonly includeBy: string;
  readonly sign: ReturnType<typeof receiptSigner>;
  readonly signer: Signer;
};

export interface OpenBoxes {
  /** @returns undefined: there is no such box, or it was never opened */
  find(ballot: string, nowMs: number): Promise<OpenBox | undefined>;
}

type Remembered = { readonly box: OpenBox; readonly readAtMs: number };

/** Boxes that were opened, read once and then every second while votes come; the seal is the store's business, not this one's. */
export function openBoxes(store: Store, signing: Signing): OpenBoxes {
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<OpenBox | undefined>>();

  async function read(ballot: string, nowMs: number): Promise<OpenBox | undefined> {
    const loaded = await store.load(boxKind, ballot);
    if (loaded === undefined || loaded.state.stage === "prepared") return undefined;
    const before = remembered.get(ballot)?.box;
    const box = before?.version === loaded.version ? before : await built({ store, signing }, ballot, loaded.version, loaded.state);
    if (box === undefined) return undefined;
    remember(ballot, { box, readAtMs: nowMs });
    return box;
  }

  function remember(ballot: string, entry: Remembered): void {
    remembered.delete(ballot);
    remembered.set(ballot, entry);
    const oldest = remembered.size > BOXES_IN_MEMORY_MAX ? remembered.keys().next().value : undefined;
    if (oldest !== undefined) remembered.delete(oldest);
  }

  return {
    find(ballot, nowMs) {
      const known = remembered.get(ballot);
      if (known !== undefined && (known.box.sealed || nowMs - known.readAtMs < BELIEVED_MS)) return Promise.resolve(known.box);
      const underWay = reading.get(ballot);
      if (underWay !== undefined) return underWay;
      const mine = read(ballot, nowMs).finally(() => reading.delete(ballot));
      reading.set(ballot, mine);
      return mine;
    },
  };
}

type Needs = { readonly store: Store; readonly signing: Signing };

async function built({ store, signing }: Needs, ballot: string, version: number, box: Box): Promise<OpenBox | undefined> {
  const kept = await store.load(definitionKind, ballot);
  if (kept === undefined || box.stage === "prepared" || box.opened === undefined) return undefined;
  const definition = Definition.parse(JSON.parse(kept.state.text));
  return {
    version,
    sealed: box.stage === "sealed",
    halted: box.stage === "open" && box.haltedAt !== undefined,
    opened: box.opened,
    ...doorsOf(box.opened, definition),
    rules: paperRulesOf(definition),
    includeBy: definition.includeBy,
    sign: receiptSigner(box, signing),
    signer: checkpointSigner(box),
  };
}

function doorsOf({ definitionHash, macKey }: Opened, { ballot, secrecy, issuerKey }: Definition): Pick<OpenBox, "door" | "secret"> {
  if (secrecy === "secret" && issuerKey !== undefined) return { door: undefined, secret: secretDoor(definitionHash, issuerKey) };
  if (secrecy !== "secret" && macKey !== undefined) return { door: { definitionHash, macKey: fromBase64Url(macKey) }, secret: undefined };
  throw new Error(`the box of ballot ${ballot} has no key for credentials of a ${secrecy} ballot`);
}
