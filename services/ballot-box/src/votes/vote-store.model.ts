import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { sequencer } from "../log/sequencer.ts";
import type { BoxPorts } from "../ports.ts";
import type { Keeping, OfferedVote } from "./vote-store.ts";

/** What a store should do, in the simplest form: a list of votes. */
function modelBox() {
  const kept: OfferedVote[] = [];
  let sealed = false;
  return {
    keep(vote: OfferedVote): Keeping["kept"] {
      const mine = kept.filter((one) => one.key === vote.key);
      const same = mine.some((one) => one.seq === vote.seq && one.choice === vote.choice && one.nonce === vote.nonce);
      if (same) return "again";
      if (sealed || vote.late) return "closed";
      if (mine.some((one) => one.seq >= vote.seq)) return "stale";
      kept.push(vote);
      return "new";
    },
    seal() {
      sealed = true;
    },
    counts: () => ({ votes: kept.length, voters: new Set(kept.map(({ key }) => key)).size }),
    /** Key and seq of all votes, in their order. */
    openings: () => kept.map(({ key, seq }) => `${key} ${seq}`).sort(),
  };
}

/** Groups of votes of a few voters, with repetitions, replacements and late ones among them; the box is sealed before the last groups. */
export function histories(ballot: string) {
  const vote = fc.record({
    ballot: fc.constant(ballot),
    key: fc.constantFrom("a", "b", "c").map((letter) => letter.repeat(64)),
    seq: fc.integer({ min: 1, max: 4 }),
    choice: fc.constantFrom('{"options":["a"]}', '{"options":["b"]}'),
    nonce: fc.constantFrom("0".repeat(64), "1".repeat(64)),
    day: fc.constant("2026-11-23"),
    late: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  });
  const groups = fc.array(fc.array(vote, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
  return fc.record({ before: groups, after: fc.array(fc.array(vote, { minLength: 1, maxLength: 3 }), { maxLength: 2 }) });
}

/** Seals the box and ends its log, as the service does. */
export async function sealed({ votes, log }: BoxPorts, ballot: string): Promise<{ votes: number; voters: number }> {
  await votes.seal(ballot, 1);
  const head = await sequencer(log, randomBytes).finish(ballot);
  return { votes: head.votes, voters: head.voters };
}

/** Lives the history in the store and in the model. @returns what each said, to be compared */
export async function live({ votes, log }: BoxPorts, ballot: string, { before, after }: { before: OfferedVote[][]; after: OfferedVote[][] }) {
  const model = modelBox();
  const told: Keeping["kept"][] = [];
  const expected: Keeping["kept"][] = [];
  const give = async (group: OfferedVote[]) => {
    told.push(...(await votes.keep(group)).map(({ kept }) => kept));
    expected.push(...group.map((vote) => model.keep(vote)));
  };
  for (const group of before) await give(group);
  const counts = await sealed({ votes, log }, ballot);
  model.seal();
  for (const group of after) await give(group);
  const opened = (await votes.openings(ballot, undefined, 100)).map(({ key, seq }) => `${key} ${seq}`);
  return {
    told: { told, opened, counts },
    expected: { told: expected, opened: model.openings(), counts: model.counts() },
  };
}
