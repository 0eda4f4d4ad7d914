import { type DataOf, factOf } from "@teilhabe/contracts/event";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import { BallotClosed, ResultPublished } from "@teilhabe/contracts/voting/events";
import type { Outcome as Count } from "@teilhabe/counting/outcome";
import { type Asked, type Loaded, type Outcome, put } from "@teilhabe/platform/rule";
import { resultText } from "@teilhabe/proofs/folder/vouched";
import type { Signer } from "@teilhabe/proofs/note-keys";
import { about, type Ballot, ideasOf } from "./ballot.ts";
import { ballotKind, explanationKind, resultKind, roundsKind } from "./documents.ts";
import { explainResult } from "./explain-result.ts";
import { vouchedDocument } from "./published-documents.ts";
import { resultOf } from "./result.ts";
import { resultFile } from "./result-file.ts";
import { FIRST_PAGE, forgetTask, listIssuedTask, publishTask, purgePapersTask } from "./tasks.ts";

const DAY_MS = 86_400_000;

type At<Stage extends Ballot["stage"]> = Loaded<Extract<Ballot, { stage: Stage }>>;

/** The box is sealed: what was issued is listed and signed before a vote is read; then the votes are counted, or the lot's seed is awaited. */
export function sealed(
  { id, state }: At<"closing">,
  counts: { readonly votes: number; readonly voters: number; readonly checkpoint: string },
  asked: Asked,
): Outcome<undefined> {
  const { draft, rollGeneration, frozen } = state;
  const { checkpoint, ...announced } = counts;
  const counting: Ballot = { stage: "counting", draft, rollGeneration, frozen, checkpoint, ...announced };
  return {
    writes: [put(ballotKind, id, counting)],
    facts: [factOf(BallotClosed, { ...about(id, state), ...announced })],
    tasks: [listIssuedTask(id, FIRST_PAGE, asked.atMs), purgePapersTask(id, 0, asked.atMs)],
    answer: undefined,
  };
}

/** Nothing is counted, but the log and what was issued are published all the same. */
export function sealedAborted({ id, state }: At<"aborted">, checkpoint: string, asked: Asked): Outcome<undefined> {
  return {
    writes: [put<Ballot>(ballotKind, id, { ...state, checkpoint })],
    tasks: [listIssuedTask(id, FIRST_PAGE, asked.atMs), purgePapersTask(id, 0, asked.atMs)],
    answer: undefined,
  };
}

/** `authority` signs the result. */
export type Finished = { readonly definition: Definition; readonly count: Count; readonly authority: Signer };

/** The result with its rounds, published; what links votes to persons is deleted after the objection period. */
export function finish({ id, state }: At<"counting">, { definition, count, authority }: Finished, asked: Asked): Outcome<undefined> {
  const { draft, frozen, seed } = state;
  const { result, pages } = resultOf({ definition, hash: frozen.definitionHash, withdrawn: frozen.withdrawn, seed }, count, asked.at);
  const winners = new Set(count.winners);
  return {
    writes: [
      put<Ballot>(ballotKind, id, { ...state, stage: "finished" }),
      put(resultKind, id, result),
      ...pages.map((rounds, n) => put(roundsKind, `${id}:${n}`, { rounds })),
      ...vouchedDocument(id, "result", resultText(resultFile(id, state, count)), authority),
      ...explainResult(definition, count).map(([language, explanation]) => put(explanationKind, `${id}:${language}`, explanation)),
    ],
    facts: [
      factOf(ResultPublished, {
        ...about(id, state),
        method: count.method,
        methodVersion: count.version,
        parameters: announcedParameters(count.parameters),
        winners: [...count.winners],
        winningIdeas: ideasOf(draft.options.filter((option) => winners.has(option.id))),
        ideas: ideasOf(draft.options),
        tally: Object.entries(count.tally).map(([option, tally]) => ({ option, tally })),
        votes: count.ballots,
        definitionHash: frozen.definitionHash,
        link: `/v1/ballots/${id}/result`,
      }),
    ],
    tasks: [publishTask(id, asked.atMs), forgetTask(id, asked.atMs + draft.objectionDays * DAY_MS)],
    answer: undefined,
  };
}

/** The parameters as the event carries them: a decision by hand without its reason, which somebody typed. */
function announcedParameters(parameters: Count["parameters"]): NonNullable<DataOf<typeof ResultPublished>["parameters"]> {
  const announced = Object.entries(parameters).map(([name, value]) => {
    if (typeof value !== "object") return [name, value] as const;
    return [name, value.map(({ option, decision }) => ({ option, decision }))] as const;
  });
  return Object.fromEntries(announced);
}
