import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Commit, Store } from "@teilhabe/platform/store/store";
import { actDocument, erasureDocument, grantDocument, type RecordedAct } from "../domain/documents.ts";
import type { PeopleQueries } from "./people-queries.ts";

export type OpenedQueries = { readonly store: Store; readonly queries: PeopleQueries; close(): Promise<void> };

const anna = "0198c5a0-0000-7000-8000-00000000000a";
const bert = "0198c5a0-0000-7000-8000-00000000000b";
const at = (minute: number) => `2026-11-23T10:${String(minute).padStart(2, "0")}:00.000Z`;

/** What every database's adapter of PeopleQueries keeps. */
export function peopleQueriesConformance(database: string, open: () => Promise<OpenedQueries>): void {
  describe(`people's queries on ${database}`, () => {
    let opened: OpenedQueries;
    beforeAll(async () => {
      opened = await open();
      await fill(opened.store);
    });
    afterAll(() => opened.close());

    describe("grants", () => {
      test("are listed by person, by grant and by both, page by page", async () => {
        const { queries } = opened;
        expect((await queries.listGrants({ limit: 10 })).map((row) => row.id)).toEqual([`${anna}/moderator`, `${anna}/staff`, `${bert}/staff`]);
        expect((await queries.listGrants({ limit: 10, person: anna })).map((row) => row.grant)).toEqual(["moderator", "staff"]);
        expect((await queries.listGrants({ limit: 10, grant: "staff" })).map((row) => row.person)).toEqual([anna, bert]);
        expect((await queries.listGrants({ limit: 10, grant: "staff", person: bert })).length).toBe(1);
        expect((await queries.listGrants({ limit: 2, after: `${anna}/moderator` })).map((row) => row.id)).toEqual([`${anna}/staff`, `${bert}/staff`]);
      });

      test("come with who gave them and why", async () => {
        const [row] = await opened.queries.listGrants({ limit: 1 });
        expect(row).toEqual({ id: `${anna}/moderator`, person: anna, grant: "moderator", givenBy: bert, givenAt: at(0), reason: "new here" });
      });
    });

    describe("erasures", () => {
      test("are listed newest first, all or of one stage, page by page", async () => {
        const { queries } = opened;
        const ids = async (page: Parameters<PeopleQueries["listErasures"]>[0]) => (await queries.listErasures(page)).map((row) => row.id);
        expect(await ids({ limit: 10 })).toEqual(["e3", "e2", "e1"]);
        expect(await ids({ limit: 10, stage: "done" })).toEqual(["e2"]);
        expect(await ids({ limit: 10, before: { at: at(2), id: "e3" } })).toEqual(["e2", "e1"]);
      });
    });

    describe("acts", () => {
      const ids = async (page: Parameters<PeopleQueries["listActs"]>[0]) => (await opened.queries.listActs(page)).map((row) => row.id);

      test("are listed newest first, page by page, those of one moment by id", async () => {
        expect(await ids({ limit: 10 })).toEqual(["a4", "a3", "a2", "a1"]);
        expect(await ids({ limit: 2 })).toEqual(["a4", "a3"]);
        expect(await ids({ limit: 10, before: { at: at(2), id: "a3" } })).toEqual(["a2", "a1"]);
      });

      test("are filtered by person, service, operation, object and time, alone and together", async () => {
        expect(await ids({ limit: 10, person: anna })).toEqual(["a3", "a1"]);
        expect(await ids({ limit: 10, service: "ideas" })).toEqual(["a2", "a1"]);
        expect(await ids({ limit: 10, operation: "voting.open-ballot" })).toEqual(["a4", "a3"]);
        expect(await ids({ limit: 10, object: "idea-1" })).toEqual(["a2", "a1"]);
        expect(await ids({ limit: 10, object: "idea-1", person: bert })).toEqual(["a2"]);
        expect(await ids({ limit: 10, from: at(2), until: at(3) })).toEqual(["a3", "a2"]);
        expect(await ids({ limit: 10, object: "nothing" })).toEqual([]);
      });

      test("that are old enough to be dropped are found, oldest first", async () => {
        expect(await opened.queries.oldActs(at(3), 10)).toEqual(["a1", "a2", "a3"]);
        expect(await opened.queries.oldActs(at(3), 1)).toEqual(["a1"]);
      });
    });
  });
}

async function fill(store: Store): Promise<void> {
  const act = (id: string, minute: number, person: string, operation: string, object: string): [string, RecordedAct] => [
    id,
    { service: operation.split(".")[0] ?? "", person, operation, object: { what: object }, at: at(minute) },
  ];
  const erasure = (minute: number, stage: "running" | "done") => ({
    person: anna,
    stage,
    requestedBy: "self" as const,
    requestedAt: at(minute),
    services: [],
  });
  const grant = (person: string, name: string) => ({ person, grant: name, givenBy: bert, givenAt: at(0), reason: "new here" });
  const put = (kind: object, id: string, state: unknown) => ({ kind, id, expectedVersion: 0, then: { put: state } });
  const writes = [
    put(grantDocument, `${bert}/staff`, grant(bert, "staff")),
    put(grantDocument, `${anna}/staff`, grant(anna, "staff")),
    put(grantDocument, `${anna}/moderator`, grant(anna, "moderator")),
    put(erasureDocument, "e1", erasure(0, "running")),
    put(erasureDocument, "e2", erasure(1, "done")),
    put(erasureDocument, "e3", erasure(2, "running")),
    ...[
      act("a1", 1, anna, "ideas.moderate-idea", "idea-1"),
      act("a2", 2, bert, "ideas.answer-idea", "idea-1"),
      act("a3", 2, anna, "voting.open-ballot", "ballot-1"),
      act("a4", 3, bert, "voting.open-ballot", "ballot-2"),
    ].map(([id, state]) => put(actDocument, id, state)),
  ];
  expect(await store.commit({ id: "fill", writes } as Commit)).toEqual({ committed: true });
}
