import { sealBox } from "@teilhabe/contracts/ballot-box/operations";
import { Definition } from "@teilhabe/contracts/voting/definition";
import type { TaskHandler } from "@teilhabe/platform/module";
import { countBox } from "../counting/count-box.ts";
import { frozenOf } from "../domain/ballot.ts";
import { beginClosing } from "../domain/close-ballot.ts";
import { ballotKind, definitionKind } from "../domain/documents.ts";
import { finish, sealed } from "../domain/finish.ts";
import { admissionOf, answered, type Context, type OnBallot, whileIn } from "./on-ballot.ts";

/** Sealing reads all votes of a distributed box. */
const SEAL_TIMEOUT_MS = 60_000;

/** At the closing time as it is by now; an extension has its own task. */
export const beginClosingInTime: TaskHandler<OnBallot> = whileIn("open", async (desk, ballot, asked) => {
  const { frozen, draft } = ballot.state;
  if (frozen.closesAtMs + draft.graceSeconds * 1_000 >= asked.atMs) return undefined;
  return { ...beginClosing(ballot, await admissionOf(desk, ballot.id), asked.atMs, frozen), answer: undefined };
});

/** Nothing is counted before the box has answered that nothing is accepted any more. */
export function sealTheBox({ ask }: Context): TaskHandler<OnBallot> {
  return async (desk, { ballot: id }, asked) => {
    const ballot = await desk.load(ballotKind, id);
    if (ballot?.state.stage !== "closing" && ballot?.state.stage !== "aborted") return undefined;
    const amendments = [...(frozenOf(ballot.state)?.amendments ?? [])];
    const counts = answered(await ask(sealBox, { ballot: id, amendments }, { timeoutMs: SEAL_TIMEOUT_MS }), "the box is not sealed");
    return ballot.state.stage === "closing" ? sealed({ ...ballot, state: ballot.state }, counts, asked) : undefined;
  };
}

/** Reads the votes out of the sealed box, counts them by the frozen rules and publishes the result. */
export function countVotes({ ask, log }: Context): TaskHandler<OnBallot> {
  return whileIn("counting", async (desk, ballot, asked) => {
    const { id, state } = ballot;
    const text = (await desk.load(definitionKind, id))?.state.text;
    if (text === undefined) throw new Error(`the definition of ballot ${id} is gone`);
    const definition = Definition.parse(JSON.parse(text));
    const { voters, frozen, seed } = state;
    const outcome = await countBox(ask, { definition, withdrawn: frozen.withdrawn, seed }, voters);
    log.info("a ballot is counted", { ballot: id, votes: voters, rounds: outcome.rounds.length });
    return finish(ballot, definition, outcome, asked);
  });
}
