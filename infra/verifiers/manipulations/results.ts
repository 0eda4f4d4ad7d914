import { settle } from "../made-up-ballot.ts";
import { amend, differ } from "./ballot-tampering.ts";
import { insider, type Manipulation } from "./kind.ts";
import { known } from "./known.ts";

/** The result. */
export const resultManipulations: readonly Manipulation[] = [
  insider("the result has another sum", "confidential", "tally-wrong", (ballot) => {
    const tally = ballot.result.outcome?.["tally"] as Record<string, number>;
    amend(ballot, { tally: { ...tally, park: Number(tally["park"]) + 1 } });
  }),
  insider("the result has another winner", "confidential", "winners-wrong", (ballot) => {
    const winners = ballot.result.outcome?.["winners"] as string[];
    amend(ballot, { winners: [...winners].reverse() });
  }),
  insider("another lot is drawn than the seed gives", "lot", "lots-wrong", (ballot) => {
    const lots = known(ballot.result.outcome?.["lots"]) as { tied: string[]; drawn: string }[];
    const lot = known(lots[0]);
    const drawn = known(lot.tied.find((id) => id !== lot.drawn));
    amend(ballot, { lots: [{ ...lot, drawn }], winners: [drawn] });
  }),
  insider("the seed is replaced by one that gives a better result", "lot", "lots-wrong", (ballot) => {
    const drawn = () => JSON.stringify(ballot.result.outcome?.["lots"]);
    const [honest, { seed = "" }] = [drawn(), ballot.result];
    for (let i = 0; drawn() === honest; i++) settle(ballot, `${seed} ${i}`);
    ballot.result = { ...ballot.result, seed };
  }),
  insider("the result has spent another sum", "confidential", "result-wrong", (ballot) => {
    amend(ballot, { spent: Number(ballot.result.outcome?.["spent"]) - 1 });
  }),
  insider("the result counts another number of voters", "confidential", "counted-wrong", (ballot) => {
    ballot.result = { ...ballot.result, counted: ballot.result.counted + 1 };
  }),
  insider("the ballot is called aborted, though the log knows nothing of it", "confidential", "result-wrong", (ballot) => {
    ballot.result = { ...ballot.result, status: "aborted", outcome: null };
  }),
  insider("a replaced vote is counted instead of the last one", "confidential", "tally-wrong", (ballot) => {
    const honest = ballot.openings;
    const last = honest.filter(({ key, seq }) => seq === 2 || !honest.some((other) => other.key === key && other.seq === 2));
    const replaced = known(
      honest.find(
        ({ key, seq, choice }) => seq === 1 && honest.some((other) => other.key === key && other.seq === 2 && differ(other.choice, choice)),
      ),
    );
    ballot.openings = last.map((vote) => (vote.key === replaced.key ? replaced : vote));
    settle(ballot);
    ballot.openings = honest;
  }),
];
