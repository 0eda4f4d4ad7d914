import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import { Draft } from "@teilhabe/contracts/voting/shapes";
import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Store } from "@teilhabe/platform/store/store";
import type { Ballot } from "../domain/ballot.ts";
import { admissionKind, ballotKind, claimKind, issueKind, rollKind } from "../domain/documents.ts";
import type { VotingQueries } from "./voting-queries.ts";

const id = (n: number) => `0198c5a0-0000-7000-8000-0000000000${n.toString(16).padStart(2, "0")}`;
const consultation = "0198c5a0-0000-7000-8000-0000000000c1";

type Opened = { readonly queries: VotingQueries; readonly store: Store; close(): Promise<void> };

/** What the port promises, shown on one adapter. @param open an empty store of voting's documents with the queries beside */
export function votingQueriesConformance(name: string, open: () => Promise<Opened>): void {
  describe(`queries of voting in ${name}`, () => {
    let opened: Opened;
    let commits = 0;

    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    async function put<State>(kind: DocumentKind<State>, documentId: string, state: State) {
      const write = { kind: kind as DocumentKind<unknown>, id: documentId, expectedVersion: 0, then: { put: state as unknown } };
      expect(await opened.store.commit({ id: `commit-${commits++}`, writes: [write] })).toEqual({ committed: true });
    }

    function ballot(more: Partial<Draft>, stage: "draft" | "scheduled" = "scheduled"): Ballot {
      return { stage, rollGeneration: 1, draft: { ...Draft.parse(questionDraft), ...more } };
    }

    test("ballots are listed by opening time, last first, page by page, without drafts", async () => {
      const at = (n: number) => `2026-12-0${n}T10:00:00.000Z`;
      await put(ballotKind, id(1), ballot({ opensAt: at(1) }));
      await put(ballotKind, id(2), ballot({ opensAt: at(3) }));
      await put(ballotKind, id(3), ballot({ opensAt: at(2) }, "draft"));
      await put(ballotKind, id(4), ballot({ opensAt: at(3) }));
      const first = await opened.queries.listBallots({ limit: 2 });
      expect(first.map((row) => row.id)).toEqual([id(4), id(2)]);
      const last = first.at(-1);
      const second = await opened.queries.listBallots({ limit: 2, after: { opensAtMs: last?.opensAtMs ?? 0, id: last?.id ?? "" } });
      expect(second).toEqual([
        {
          id: id(1),
          title: questionDraft.title,
          consultation: null,
          stage: "scheduled",
          secrecy: "open",
          opensAtMs: Date.parse(at(1)),
          closesAtMs: Date.parse(questionDraft.closesAt),
        },
      ]);
    });

    test("ballots are found by stage and consultation; drafts only by their stage", async () => {
      await put(ballotKind, id(1), ballot({ consultation }));
      await put(ballotKind, id(2), ballot({}));
      await put(ballotKind, id(3), ballot({ consultation }, "draft"));
      await put(ballotKind, id(4), ballot({}, "draft"));
      const ids = async (list: Parameters<VotingQueries["listBallots"]>[0]) => (await opened.queries.listBallots(list)).map((row) => row.id);
      expect(await ids({ consultation, limit: 10 })).toEqual([id(1)]);
      expect(await ids({ stage: "draft", limit: 10 })).toEqual([id(4), id(3)]);
      expect(await ids({ stage: "draft", consultation, limit: 10 })).toEqual([id(3)]);
      expect(await ids({ stage: "open", limit: 10 })).toEqual([]);
    });

    test("a roll is counted by district, apart from other rolls", async () => {
      for (const [n, district] of ["north", "south", "north", undefined].entries())
        await put(rollKind, `e${n}`, { roll: "b1:1", ...(district !== undefined && { district }) });
      await put(rollKind, "other", { roll: "b1:2", district: "north" });
      expect(await opened.queries.rollSizes("b1:1")).toEqual([
        { district: null, size: 1 },
        { district: "north", size: 2 },
        { district: "south", size: 1 },
      ]);
      expect(await opened.queries.rollSizes("b2:1")).toEqual([]);
      expect([...(await opened.queries.rollEntries("b1:1", 10))].sort()).toEqual(["e0", "e1", "e2", "e3"]);
      expect(await opened.queries.rollEntries("b1:1", 3)).toHaveLength(3);
    });

    test("claims are found by ballot", async () => {
      const claim = { channel: "online", district: "all", firstAtMs: 1, lastIssuedAtMs: 1, times: 1 } as const;
      await put(claimKind, "b1:x", { ballot: "b1", ...claim });
      await put(claimKind, "b1:y", { ballot: "b1", ...claim });
      await put(claimKind, "b2:x", { ballot: "b2", ...claim });
      expect([...(await opened.queries.claims("b1", 10))].sort()).toEqual(["b1:x", "b1:y"]);
      expect(await opened.queries.claims("b1", 1)).toHaveLength(1);
    });

    test("claims are counted by district and channel", async () => {
      const claim = { ballot: "b1", firstAtMs: 1, lastIssuedAtMs: 1, times: 1 };
      await put(claimKind, "b1:v", { ...claim, channel: "paper", district: "south" });
      await put(claimKind, "b1:w", { ...claim, channel: "online", district: "north" });
      await put(claimKind, "b1:x", { ...claim, channel: "online", district: "south" });
      await put(claimKind, "b1:y", { ...claim, channel: "online", district: "south" });
      await put(claimKind, "b2:x", { ...claim, ballot: "b2", channel: "online", district: "south" });
      expect(await opened.queries.claimSizes("b1")).toEqual([
        { district: "north", channel: "online", size: 1 },
        { district: "south", channel: "online", size: 2 },
        { district: "south", channel: "paper", size: 1 },
      ]);
      expect(await opened.queries.claimSizes("b3")).toEqual([]);
    });

    test("issued credentials are listed by name, page by page, apart from other ballots", async () => {
      await put(issueKind, `${id(1)}:cc`, { district: "north", validUntil: "2026-12-02" });
      await put(issueKind, `${id(1)}:aa`, { district: "all", validUntil: "2026-12-01" });
      await put(issueKind, `${id(1)}:bb`, { district: "all" });
      await put(issueKind, `${id(2)}:ab`, { district: "all" });
      const first = await opened.queries.issued(id(1), "", 2);
      expect(first).toEqual([
        { name: "aa", district: "all", validUntil: "2026-12-01" },
        { name: "bb", district: "all" },
      ]);
      expect(await opened.queries.issued(id(1), "bb", 2)).toEqual([{ name: "cc", district: "north", validUntil: "2026-12-02" }]);
      expect(await opened.queries.issued(id(3), "", 2)).toEqual([]);
    });

    test("ballots whose keys are deleted are left out", async () => {
      await put(admissionKind, id(1), { stage: "drafted", personKey: "k", macKey: "k" });
      await put(admissionKind, id(2), { stage: "forgotten" });
      await put(admissionKind, id(3), { stage: "announced", personKey: "k", macKey: "k" });
      expect(await opened.queries.keptAdmissions("", 10)).toEqual([id(1), id(3)]);
      expect(await opened.queries.keptAdmissions(id(1), 10)).toEqual([id(3)]);
    });
  });
}
