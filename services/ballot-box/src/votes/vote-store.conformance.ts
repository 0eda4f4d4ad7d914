import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { listOpenings } from "@teilhabe/contracts/ballot-box/operations";
import fc from "fast-check";
import type { LogStore } from "../log/log-store.ts";
import type { OpenedPorts } from "../testing-ports.ts";
import { histories, live, sealed } from "./vote-store.model.ts";
import type { Keeping, OfferedVote, VoteStore } from "./vote-store.ts";

const HISTORIES = 30;
/** A real server syncs for each group of each history. */
const HISTORIES_TIMEOUT_MS = 180_000;

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const other = "0198c5a0-0000-7000-8000-0000000000b2";

function hex(n: number): string {
  return ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, "0").repeat(8);
}

function vote(more: Partial<OfferedVote> = {}): OfferedVote {
  return { ballot, key: hex(1), seq: 1, choice: '{"options":["a"]}', nonce: hex(7), day: "2026-11-23", late: false, ...more };
}

const isNew: Keeping = { kept: "new", day: "2026-11-23" };
const isAgain: Keeping = { kept: "again", day: "2026-11-23" };

/** What the port promises, shown on one adapter. @param open an empty store and how to close it */
export function voteStoreConformance(name: string, open: () => Promise<OpenedPorts>): void {
  describe(`votes in ${name}`, () => {
    let votes: VoteStore;
    let log: LogStore;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ votes, log, close } = await open());
      await votes.prepare(ballot);
      await votes.prepare(other);
    });
    afterEach(() => close());

    const keep = async (one: OfferedVote) => (await votes.keep([one]))[0];

    /** Ends the box. @returns what it holds */
    const seal = (of: string) => sealed({ votes, log }, of);

    async function allOpenings(of: string, limit: number) {
      const all = [];
      for (let after: string | undefined; ; ) {
        const page = await votes.openings(of, after, limit);
        all.push(...page);
        after = page.at(-1)?.cursor;
        if (page.length === 0) return all;
      }
    }

    test("a vote is kept once; the same again is recognised, with the day of its acceptance", async () => {
      expect(await keep(vote())).toEqual(isNew);
      expect(await keep(vote({ day: "2026-11-24" }))).toEqual(isAgain);
      expect(await seal(ballot)).toEqual({ votes: 1, voters: 1 });
    });

    test("another vote under the same seq is stale, and so is a lower seq; both are told the current one", async () => {
      await keep(vote({ seq: 3 }));
      expect(await keep(vote({ seq: 3, choice: '{"options":["b"]}' }))).toEqual({ kept: "stale", seq: 3 });
      expect(await keep(vote({ seq: 3, nonce: hex(8) }))).toEqual({ kept: "stale", seq: 3 });
      expect(await keep(vote({ seq: 1 }))).toEqual({ kept: "stale", seq: 3 });
      expect(await keep(vote({ seq: 2 }))).toEqual({ kept: "stale", seq: 3 });
    });

    test("a higher seq replaces; the one before is still recognised", async () => {
      await keep(vote());
      expect(await keep(vote({ seq: 2, choice: '{"options":["b"]}' }))).toEqual(isNew);
      expect(await keep(vote())).toEqual(isAgain);
      expect(await seal(ballot)).toEqual({ votes: 2, voters: 1 });
      expect(await allOpenings(ballot, 10)).toMatchObject([
        { key: hex(1), seq: 1, choice: '{"options":["a"]}' },
        { key: hex(1), seq: 2, choice: '{"options":["b"]}', nonce: hex(7), day: "2026-11-23" },
      ]);
    });

    test("one group may hold several votes of one voter, in any order, and votes of several ballots", async () => {
      const kept = await votes.keep([vote({ seq: 2 }), vote({ seq: 1 }), vote({ seq: 3 }), vote({ ballot: other }), vote({ ballot: other })]);
      expect(kept).toEqual([isNew, { kept: "stale", seq: 2 }, isNew, isNew, isAgain]);
      expect(await seal(ballot)).toEqual({ votes: 2, voters: 1 });
      expect(await seal(other)).toEqual({ votes: 1, voters: 1 });
    });

    test("50 identical votes at once are one", async () => {
      const kept = await Promise.all(Array.from({ length: 50 }, () => keep(vote())));
      expect(kept.filter((one) => one?.kept === "new")).toHaveLength(1);
      expect(kept.filter((one) => one?.kept === "again")).toHaveLength(49);
      expect(await seal(ballot)).toEqual({ votes: 1, voters: 1 });
    });

    test("of 50 different votes at once under one seq, one is kept", async () => {
      const kept = await Promise.all(Array.from({ length: 50 }, (_, n) => keep(vote({ nonce: hex(n) }))));
      expect(kept.filter((one) => one?.kept === "new")).toHaveLength(1);
      expect(kept.filter((one) => one?.kept === "stale")).toHaveLength(49);
      expect(await seal(ballot)).toEqual({ votes: 1, voters: 1 });
    });

    test("of 50 votes at once with different seqs the highest counts", async () => {
      const seqs = Array.from({ length: 50 }, (_, n) => ((n * 17) % 50) + 1);
      const kept = await Promise.all(seqs.map((seq) => keep(vote({ seq, nonce: hex(seq) }))));
      expect(kept[seqs.indexOf(50)]?.kept).toBe("new");
      expect((await seal(ballot)).voters).toBe(1);
      expect((await allOpenings(ballot, 10)).at(-1)).toMatchObject({ seq: 50, nonce: hex(50) });
    });

    test("a late vote is never stored, only recognised", async () => {
      expect(await keep(vote({ late: true }))).toEqual({ kept: "closed" });
      await keep(vote());
      expect(await keep(vote({ late: true }))).toEqual(isAgain);
      expect(await keep(vote({ seq: 2, late: true }))).toEqual({ kept: "closed" });
      expect(await keep(vote({ nonce: hex(9), late: true }))).toEqual({ kept: "closed" });
      expect(await seal(ballot)).toEqual({ votes: 1, voters: 1 });
    });

    test("nothing is kept after the seal; what is inside is still recognised", async () => {
      await keep(vote());
      const counts = await seal(ballot);
      expect(await seal(ballot)).toEqual(counts);
      expect(await keep(vote({ seq: 2 }))).toEqual({ kept: "closed" });
      expect(await keep(vote({ key: hex(2) }))).toEqual({ kept: "closed" });
      expect(await keep(vote())).toEqual(isAgain);
      expect(await keep(vote({ ballot: other }))).toEqual(isNew);
    });

    test("what got its answer before or during the sealing is among the openings, and nothing else is", async () => {
      const offered = Array.from({ length: 30 }, (_, group) => Array.from({ length: 10 }, (__, n) => vote({ key: hex(group * 10 + n + 1) })));
      const answers = offered.map((group) => votes.keep(group));
      await Promise.all(answers.slice(0, 10));
      const counts = seal(ballot);
      const kept = (await Promise.all(answers)).flat();
      const { votes: count } = await counts;
      const all = offered.flat();
      const opened = new Set((await allOpenings(ballot, 64)).map((one) => one.key));
      const later = await votes.keep(all);
      expect(opened.size).toBe(count);
      for (const [n, { key }] of all.entries()) {
        if (kept[n]?.kept === "new") expect(opened).toContain(key);
        if (kept[n]?.kept === "closed") expect(opened).not.toContain(key);
        expect(later[n]?.kept).toBe(opened.has(key) ? "again" : "closed");
      }
    });

    test("openings come in the order of key and seq, page by page, each with its place in the log", async () => {
      const offered = Array.from({ length: 50 }, (_, n) => vote({ key: hex(n + 1) }));
      await votes.keep(offered);
      await votes.keep(offered.slice(0, 20).map((one) => ({ ...one, seq: 2 })));
      await votes.keep([vote({ ballot: other, key: hex(99) })]);
      await seal(ballot);
      const opened = await allOpenings(ballot, 7);
      const expected = [...offered.map(({ key }) => `${key} 1`), ...offered.slice(0, 20).map(({ key }) => `${key} 2`)].sort();
      expect(opened.map((one) => `${one.key} ${one.seq}`)).toEqual(expected);
      expect(opened.map((one) => one.index).sort((a, b) => a - b)).toEqual(Array.from({ length: 70 }, (_, index) => index));
      for (const { cursor } of opened) expect(listOpenings.input.safeParse({ ballot, after: cursor }).success).toBe(true);
    });

    test("persons' ids are keys of open ballots; all of a person's votes can be found", async () => {
      const person = "0198c5a0-0000-7000-8000-00000000000a";
      const neighbour = "0198c5a0-0000-7000-8000-00000000000b";
      await votes.keep([vote({ key: person }), vote({ key: person, seq: 2 }), vote({ key: person, ballot: other }), vote({ key: neighbour })]);
      const found = await votes.votesOf(person, 10);
      expect(found.map((one) => [one.ballot, one.seq])).toEqual([
        [ballot, 1],
        [ballot, 2],
        [other, 1],
      ]);
      expect(await votes.votesOf(person, 2)).toHaveLength(2);
      await seal(ballot);
      expect((await allOpenings(ballot, 1)).map((one) => one.key)).toEqual([person, person, neighbour]);
    });

    test(
      "any history of votes ends as a plain list of votes would say",
      async () => {
        let runs = 0;
        await fc.assert(
          fc.asyncProperty(histories(ballot), async (history) => {
            const id = `0198c5a0-0000-7000-8000-${String(runs++).padStart(12, "0")}`;
            const mine = (groups: OfferedVote[][]) => groups.map((group) => group.map((one) => ({ ...one, ballot: id })));
            await votes.prepare(id);
            const { told, expected } = await live({ votes, log }, id, { before: mine(history.before), after: mine(history.after) });
            expect(told).toEqual(expected);
          }),
          { numRuns: HISTORIES },
        );
      },
      HISTORIES_TIMEOUT_MS,
    );

    test("votes for a ballot without room are a bug", async () => {
      await expect(votes.keep([vote({ ballot: "0198c5a0-0000-7000-8000-0000000000b9" })])).rejects.toThrow(/no room/);
    });
  });
}
