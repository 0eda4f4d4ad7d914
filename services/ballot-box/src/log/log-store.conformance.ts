import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { sameBytes } from "@teilhabe/proofs/bytes";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { newNoteKeys, openSigner } from "@teilhabe/proofs/note-keys";
import type { BoxPorts } from "../ports.ts";
import type { OpenedPorts } from "../testing-ports.ts";
import { leafHashOfVote, type OfferedVote } from "../votes/vote-store.ts";
import { grow, type NewEntry, rootAt } from "./grow.ts";
import type { LogView } from "./log-store.ts";
import { BATCH_MAX, sequencer } from "./sequencer.ts";

const ballot = "0198c5a0-0000-7000-8000-0000000000b1";
const other = "0198c5a0-0000-7000-8000-0000000000b2";
const signer = openSigner(newNoteKeys("stadt.example/log", new Uint8Array(32)).signerKey);

function hex(n: number): string {
  return ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, "0").repeat(8);
}

function vote(n: number, more: Partial<OfferedVote> = {}): OfferedVote {
  return { ballot, key: hex(n), seq: 1, choice: '{"options":["a"]}', nonce: hex(n), day: "2026-11-23", late: false, ...more };
}

const votesUpTo = (count: number) => Array.from({ length: count }, (_, n) => vote(n + 1));
const entriesOf = ({ pending }: LogView): NewEntry[] => pending.map((one) => ({ vote: one }));
const record: NewEntry = { record: { kind: "definition", ballotId: ballot, definitionHash: hex(3) } };

/** What the port promises, shown on one adapter, with the sequencer on top of it. @param open empty stores and how to close them */
export function logStoreConformance(name: string, open: () => Promise<OpenedPorts>): void {
  describe(`the log in ${name}`, () => {
    let ports: BoxPorts;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ close, ...ports } = await open());
      await ports.votes.prepare(ballot);
      await ports.votes.prepare(other);
    });
    afterEach(() => close());

    const nextSequencer = () => sequencer(ports.log, randomBytes);

    /** All votes with their places; the tree over them has the root that the right edge gives. */
    async function placed(): Promise<readonly string[]> {
      const opened = await ports.votes.openings(ballot, undefined, 5_000);
      const byPlace = opened.toSorted((a, b) => a.index - b.index);
      const { head, edge } = await ports.log.view(ballot, 0);
      expect(byPlace.map(({ index }) => index)).toEqual(Array.from({ length: head.size }, (_, index) => index));
      const tree = growingTree();
      for (const { key, seq, choice, nonce, day } of byPlace)
        tree.append(Buffer.from(leafHashOfVote({ ballot, key, seq, choice, nonce, ...(day !== undefined && { day }) }), "hex"));
      expect(sameBytes(tree.root(), rootAt(edge))).toBe(true);
      expect(head).toMatchObject({ votes: opened.length, voters: new Set(opened.map(({ key }) => key)).size });
      return byPlace.map(({ key, seq }) => `${key} ${seq}`);
    }

    test("what is kept is pending until it is appended; each ballot has a log of its own", async () => {
      await ports.votes.keep([...votesUpTo(3), vote(9, { ballot: other })]);
      const view = await ports.log.view(ballot, 10);
      expect(view.head).toEqual({ version: 0, size: 0, votes: 0, voters: 0, final: false });
      expect(view.pending.map(({ key }) => key)).toEqual([1, 2, 3].map(hex).sort());
      expect(await ports.log.append(ballot, grow(view, entriesOf(view)))).toBe(true);
      expect(await ports.log.view(ballot, 10)).toMatchObject({ head: { version: 1, size: 3, votes: 3, voters: 3 }, pending: [] });
      expect((await ports.log.view(other, 10)).pending).toHaveLength(1);
      await placed();
    });

    test("of two appends at the same head one happens, and nothing of the other", async () => {
      await ports.votes.keep(votesUpTo(2));
      const view = await ports.log.view(ballot, 1);
      const growths = [grow(view, entriesOf(view)), grow(view, [record])];
      const appended = await Promise.all(growths.map((growth) => ports.log.append(ballot, growth)));
      expect(appended.filter((done) => done)).toHaveLength(1);
      const { head, pending } = await ports.log.view(ballot, 10);
      expect(head).toMatchObject({ version: 1, size: 1 });
      expect(await ports.log.records(ballot, -1, 10)).toHaveLength(appended[1] === true ? 1 : 0);
      expect(pending).toHaveLength(appended[0] === true ? 1 : 2);
    });

    test("a vote that is not pending any more cannot be appended, nor anything with it", async () => {
      await ports.votes.keep(votesUpTo(1));
      const view = await ports.log.view(ballot, 10);
      await ports.log.append(ballot, grow(view, entriesOf(view)));
      const later = await ports.log.view(ballot, 10);
      expect(await ports.log.append(ballot, grow(later, [record, ...entriesOf(view)]))).toBe(false);
      expect(await ports.log.records(ballot, -1, 10)).toEqual([]);
      expect(await ports.log.head(ballot)).toEqual(later.head);
    });

    test("an append that would end the log over a pending vote does not happen; after the last one nothing is appended", async () => {
      await ports.votes.keep(votesUpTo(2));
      const view = await ports.log.view(ballot, 1);
      expect(await ports.log.append(ballot, grow(view, entriesOf(view), true))).toBe(false);
      const all = await ports.log.view(ballot, 10);
      expect(await ports.log.append(ballot, grow(all, entriesOf(all), true))).toBe(true);
      const end = await ports.log.view(ballot, 10);
      expect(end.head.final).toBe(true);
      expect(await ports.log.append(ballot, grow(end, [record]))).toBe(false);
      expect(await ports.log.unfinished(undefined, 10)).toEqual([other]);
    });

    test("a key counts as voter once, in whatever order and appends its votes come", async () => {
      await ports.votes.keep([vote(1, { seq: 2 }), vote(2)]);
      await nextSequencer().logPending(ballot, 1);
      await ports.votes.keep([vote(1, { seq: 3 }), vote(1, { seq: 4 }), vote(3, { seq: 5 })]);
      const view = await ports.log.view(ballot, 10);
      expect(view.pending.map(({ key, seq, known }) => [key, seq, known])).toEqual(
        [
          [hex(1), 3, true],
          [hex(1), 4, true],
          [hex(3), 5, false],
        ].sort(),
      );
      await nextSequencer().logPending(ballot, 1);
      expect(await ports.log.head(ballot)).toMatchObject({ votes: 5, voters: 3 });
      await placed();
    });

    test("sequencers that run at once, while votes come, log every vote once", async () => {
      const sequencers = [nextSequencer(), nextSequencer(), nextSequencer()];
      const all = votesUpTo(600);
      const groups = Array.from({ length: 6 }, (_, n) => all.slice(n * 100, (n + 1) * 100));
      await Promise.all([
        ...groups.map((group) => ports.votes.keep(group)),
        ...sequencers.flatMap((one) => [one.logPending(ballot, 1), one.sign(ballot, signer)]),
      ]);
      await Promise.all(sequencers.map((one) => one.finish(ballot)));
      expect((await placed()).toSorted()).toEqual(all.map(({ key }) => `${key} 1`).sort());
    });

    test("a batch below the least that is asked for stays pending", async () => {
      await ports.votes.keep(votesUpTo(19));
      expect(await nextSequencer().logPending(ballot, 20)).toEqual({ logged: 0, left: true });
      await ports.votes.keep([vote(20)]);
      expect(await nextSequencer().logPending(ballot, 20)).toEqual({ logged: 20, left: false });
    });

    test("papers come into box and log in one step, with their batch; they are opened behind the votes", async () => {
      await ports.votes.keep([vote(1, { key: "ff".repeat(32) })]);
      const paper = (n: number): NewEntry => {
        const { day: _, late: __, ...filled } = vote(n, { key: `paper.urne.${String(n).padStart(6, "0")}` });
        return { paper: filled };
      };
      const batch: NewEntry = { record: { kind: "paper-batch", ballotId: ballot, batch: "urne" }, name: "urne" };
      await nextSequencer().append(ballot, async () => [batch, paper(1), paper(2)]);
      expect(await ports.log.recordNamed(ballot, "urne")).toMatchObject({ index: 0, kind: "paper-batch", name: "urne" });
      expect(await ports.log.recordNamed(ballot, "andere")).toBeUndefined();
      expect(await ports.log.recordNamed(other, "urne")).toBeUndefined();
      expect(await ports.log.countRecords(ballot, "paper-batch")).toBe(1);
      await nextSequencer().finish(ballot);
      const opened = await ports.votes.openings(ballot, undefined, 10);
      expect(opened.map(({ key, index }) => [key, index])).toEqual([
        ["ff".repeat(32), 3],
        ["paper.urne.000001", 1],
        ["paper.urne.000002", 2],
      ]);
      expect(await ports.votes.openings(ballot, opened[1]?.cursor, 10)).toHaveLength(1);
    });

    test("tiles hold the hashes of the log, also where it crosses the edge of a tile", async () => {
      await ports.votes.keep(votesUpTo(BATCH_MAX + 44));
      await nextSequencer().finish(ballot);
      expect((await ports.log.tile(ballot, 0, 0))?.length).toBe(256 * 32);
      expect((await ports.log.tile(ballot, 0, 1))?.length).toBe(44 * 32);
      expect((await ports.log.tile(ballot, 1, 0))?.length).toBe(32);
      expect(await ports.log.tile(ballot, 0, 2)).toBeUndefined();
      expect(await ports.log.tile(other, 0, 0)).toBeUndefined();
      await placed();
    });

    test("only what is committed is signed, once for each size; the newest is the largest", async () => {
      const sequence = nextSequencer();
      expect(await sequence.sign(ballot, signer)).toBeUndefined();
      for (const n of [1, 2, 3]) {
        await ports.votes.keep([vote(n)]);
        await sequence.logPending(ballot, 1);
        const [first, second] = await Promise.all([sequence.sign(ballot, signer), nextSequencer().sign(ballot, signer)]);
        expect(first).toEqual(second);
        expect(await ports.log.newestCheckpoint(ballot)).toEqual(first);
      }
      await ports.log.keepCheckpoint(ballot, { size: 2, voters: 9, note: "another" });
      const kept = await ports.log.checkpoints(ballot, 0, 10);
      expect(kept.map(({ size, voters }) => [size, voters])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      expect(await ports.log.checkpoints(ballot, 1, 1)).toEqual([kept[1]]);
    });

    test("what proves a secret vote is kept with it, and no day", async () => {
      const { day: _, ...secret } = vote(1, { credential: Buffer.alloc(256, 5).toString("base64url"), signature: "ab".repeat(64) });
      expect(await ports.votes.keep([secret])).toEqual([{ kept: "new" }]);
      expect(await ports.votes.keep([secret])).toEqual([{ kept: "again" }]);
      await nextSequencer().finish(ballot);
      const [opened] = await ports.votes.openings(ballot, undefined, 10);
      const { ballot: __, late: ___, ...kept } = secret;
      expect(opened).toMatchObject({ ...kept, index: 0 });
      expect(opened).not.toHaveProperty("day");
    });
  });
}
