import type { InputOf } from "@teilhabe/contracts/operation";
import type {
  abortBallot as AbortBallot,
  closeBallot as CloseBallot,
  discardBallot as DiscardBallot,
  editBallot as EditBallot,
  extendBallot as ExtendBallot,
  openBallot as OpenBallot,
  setLotSeed as SetLotSeed,
  withdrawOpening as WithdrawOpening,
  withdrawOption as WithdrawOption,
} from "@teilhabe/contracts/voting/officer-operations";
import type { Draft } from "@teilhabe/contracts/voting/shapes";
import type { Desk } from "@teilhabe/platform/decide";
import { abortBallot } from "../domain/abort-ballot.ts";
import type { Ballot } from "../domain/ballot.ts";
import { closeBallot } from "../domain/close-ballot.ts";
import { discardBallot } from "../domain/discard-ballot.ts";
import { admissionKind, authorityKind, ballotKind } from "../domain/documents.ts";
import { draftBallot } from "../domain/draft-ballot.ts";
import { editBallot } from "../domain/edit-ballot.ts";
import { extendBallot } from "../domain/extend-ballot.ts";
import { openBallot } from "../domain/open-ballot.ts";
import { setLotSeed } from "../domain/set-lot-seed.ts";
import { withdrawOpening } from "../domain/withdraw-opening.ts";
import { withdrawOption } from "../domain/withdraw-option.ts";
import { newAuthority, newBallotKeys } from "../keys.ts";
import type { Context } from "../later/on-ballot.ts";
import { rollSize } from "./roll-size.ts";

/** What those who run ballots ask. */
export function officerHandlers({ decide, world, settings, ports: queries }: Context) {
  const alone = async (desk: Desk, id: string) => ({ ballot: await desk.load(ballotKind, id) });
  const withKeys = async (desk: Desk, id: string) => ({ ...(await alone(desk, id)), admission: await desk.load(admissionKind, id) });
  const sizeOf = async (id: string, ballot: Ballot | undefined) => (ballot === undefined ? 0 : rollSize(queries, id, ballot.rollGeneration));

  return {
    draftBallot: decide(async (_desk, draft: Draft, asked) => {
      const id = asked.newId();
      return draftBallot({ keys: newBallotKeys(world), authority: newAuthority(world, settings.publicUrl, id) }, id, draft, asked);
    }),
    editBallot: decide(async (desk, { ballot: id, ...draft }: InputOf<typeof EditBallot>, asked) => {
      const state = await alone(desk, id);
      return editBallot({ ...state, rollSize: await sizeOf(id, state.ballot?.state) }, id, draft, asked);
    }),
    discardBallot: decide(async (desk, { ballot: id }: InputOf<typeof DiscardBallot>, asked) => {
      const state = await withKeys(desk, id);
      await desk.load(authorityKind, id);
      return discardBallot(state, id, asked);
    }),
    openBallot: decide(async (desk, { ballot: id }: InputOf<typeof OpenBallot>, asked) => {
      const state = await withKeys(desk, id);
      return openBallot({ ...state, rollSize: await sizeOf(id, state.ballot?.state) }, id, asked);
    }),
    withdrawOpening: decide(async (desk, input: InputOf<typeof WithdrawOpening>, asked) =>
      withdrawOpening(await withKeys(desk, input.ballot), input.ballot, asked),
    ),
    closeBallot: decide(async (desk, input: InputOf<typeof CloseBallot>, asked) => closeBallot(await withKeys(desk, input.ballot), input, asked)),
    extendBallot: decide(async (desk, input: InputOf<typeof ExtendBallot>, asked) => extendBallot(await alone(desk, input.ballot), input, asked)),
    withdrawOption: decide(async (desk, input: InputOf<typeof WithdrawOption>, asked) =>
      withdrawOption(await alone(desk, input.ballot), input, asked),
    ),
    abortBallot: decide(async (desk, input: InputOf<typeof AbortBallot>, asked) => abortBallot(await withKeys(desk, input.ballot), input, asked)),
    setLotSeed: decide(async (desk, input: InputOf<typeof SetLotSeed>, asked) => setLotSeed(await alone(desk, input.ballot), input, asked)),
  };
}
