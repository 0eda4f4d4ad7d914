import { amendBox, sealBox } from "@teilhabe/contracts/ballot-box/operations";
import type { Desk } from "@teilhabe/platform/decide";
import type { TaskHandler } from "@teilhabe/platform/module";
import { countBox } from "../counting/count-box.ts";
import { type Ballot, frozenOf } from "../domain/ballot.ts";
import { beginClosing } from "../domain/close-ballot.ts";
import { ballotKind, paperBatchKind, papersKind, publishedKind } from "../domain/documents.ts";
import { finish, sealed, sealedAborted } from "../domain/finish.ts";
import { allPapersEntered, batchesAt, NO_PAPERS } from "../domain/papers.ts";
import { publishedId } from "../domain/published-documents.ts";
import type { VotingQueries } from "../queries/voting-queries.ts";
import { admissionOf, answered, authorityOf, type Context, definitionOf, type OnBallot, whileIn } from "./on-ballot.ts";

/** Sealing reads all votes of a distributed box. */
const SEAL_TIMEOUT_MS = 60_000;

/** At the closing time as it is by now; an extension has its own task. */
export const beginClosingInTime: TaskHandler<OnBallot> = whileIn("open", async (desk, ballot, asked) => {
  const { frozen, draft } = ballot.state;
  if (frozen.closesAtMs + draft.graceSeconds * 1_000 >= asked.atMs) return undefined;
  return { ...beginClosing(ballot, await admissionOf(desk, ballot.id), asked.atMs, frozen), answer: undefined };
});

/** Nothing is counted before the box has answered that nothing is accepted any more. */
export function sealTheBox({ ask, ports: queries }: Context): TaskHandler<OnBallot> {
  return async (desk, { ballot: id }, asked) => {
    const ballot = await desk.load(ballotKind, id);
    if (ballot?.state.stage !== "closing" && ballot?.state.stage !== "aborted") return undefined;
    if (ballot.state.stage === "closing" && !(await hasAllPapers(desk, queries, id))) {
      await closeTheDoor(ask, id, ballot.state);
      return undefined; // the last batch of papers asks for the seal again
    }
    const amendments = [...(frozenOf(ballot.state)?.amendments ?? [])];
    const answer = answered(await ask(sealBox, { ballot: id, amendments }, { timeoutMs: SEAL_TIMEOUT_MS }), "the box is not sealed");
    if (frozenOf(ballot.state) === undefined) return undefined;
    const { votes, voters, checkpoint } = answer;
    if (checkpoint === undefined) throw new Error(`the box of ballot ${id} has no checkpoint`);
    return ballot.state.stage === "closing"
      ? sealed({ ...ballot, state: ballot.state }, { votes, voters, checkpoint }, asked)
      : sealedAborted({ ...ballot, state: ballot.state }, checkpoint, asked);
  };
}

/** Is there a paper for every claim, and is every confirmed batch in the log? After the seal none could get there. */
async function hasAllPapers(desk: Desk, queries: VotingQueries, ballot: string): Promise<boolean> {
  const papers = (await desk.load(papersKind, ballot))?.state ?? NO_PAPERS;
  if (!allPapersEntered(await queries.claimSizes(ballot), papers)) return false;
  const confirmed = batchesAt(papers, "confirmed").map((batch) => `${ballot}:${batch}`);
  return (await desk.loadMany(paperBatchKind, confirmed)).every((onItsWay) => onItsWay === undefined);
}

/** A ballot that was closed early takes no more votes online while it waits for papers, and had no grace. */
async function closeTheDoor(ask: Context["ask"], ballot: string, { draft, frozen }: Extract<Ballot, { stage: "closing" }>): Promise<void> {
  const { amendments, withdrawn } = frozen;
  const early = amendments.find(({ kind }) => kind === "closed-early");
  if (early === undefined) return;
  const closesAt = new Date(Date.parse(early.at) - draft.graceSeconds * 1_000).toISOString();
  answered(await ask(amendBox, { ballot, amendments: [...amendments], closesAt, withdrawn: [...withdrawn] }), "the box is not amended");
}

/** Reads the votes out of the sealed box, counts them by the frozen rules and publishes the result; not before what was issued is signed. */
export function countVotes({ ask, log }: Context): TaskHandler<OnBallot> {
  return whileIn("counting", async (desk, ballot, asked) => {
    const { id, state } = ballot;
    if ((await desk.load(publishedKind, publishedId(id, "roll.note"))) === undefined) return undefined;
    const definition = await definitionOf(desk, id);
    const { voters, frozen, seed, checkpoint } = state;
    const count = await countBox(ask, { definition, withdrawn: frozen.withdrawn, seed }, { voters, checkpoint });
    log.info("a ballot is counted", { ballot: id, votes: voters, rounds: count.rounds.length });
    return finish(ballot, { definition, count, authority: await authorityOf(desk, id) }, asked);
  });
}
