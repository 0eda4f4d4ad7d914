import { writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "@jest/globals";
import type { DocumentKind } from "../rule.ts";
import type { SqliteStore } from "./open-sqlite.ts";
import { withFile } from "./sqlite-testing.ts";

type Offer = { readonly name: string; readonly languages: readonly string[] };

const plain: DocumentKind<Offer> = { name: "offer", schema: 1 };
const searchable: DocumentKind<Offer> = {
  ...plain,
  fields: { scalars: ["name", "spoken"], lists: ["languages"], of: ({ name, languages }) => ({ name, spoken: languages.length, languages }) },
  indexes: [["spoken", "id"], ["name"]],
};

async function add({ store }: SqliteStore, kind: DocumentKind<Offer>, id: string, state: Offer, expectedVersion = 0) {
  const committed = await store.commit({
    id: `${id}-${expectedVersion}`,
    writes: [{ kind: kind as DocumentKind<unknown>, id, expectedVersion, then: { put: state } }],
  });
  expect(committed).toEqual({ committed: true });
}

function rows({ database }: SqliteStore, sql: string): unknown[] {
  return database.raw
    .prepare(sql)
    .all()
    .map((row) => Object.values(row));
}

describe("the tables of a document", () => {
  test(
    "hold scalars in columns and lists in tables of their own",
    withFile(async ({ open }) => {
      const opened = open([searchable]);
      await add(opened, searchable, "o1", { name: "Praxis", languages: ["de", "tr", "de"] });
      await add(opened, searchable, "o2", { name: "Labor", languages: [] });
      await add(opened, searchable, "o1", { name: "Praxis am Park", languages: ["tr", "uk"] }, 1);
      await add(opened, searchable, "o3", { name: "closed", languages: ["pl"] });
      const removal = { kind: searchable as DocumentKind<unknown>, id: "o3", expectedVersion: 1, then: "remove" as const };
      await opened.store.commit({ id: "removal", writes: [removal] });
      expect(rows(opened, "SELECT id, version, schema, name, spoken FROM offer ORDER BY id")).toEqual([
        ["o1", 2, 1, "Praxis am Park", 2],
        ["o2", 1, 1, "Labor", 0],
      ]);
      expect(rows(opened, "SELECT value, id FROM offer_languages ORDER BY value")).toEqual([
        ["tr", "o1"],
        ["uk", "o1"],
      ]);
    }),
  );

  test(
    "get the fields of a newer release, filled",
    withFile(async ({ open }) => {
      const older = open([plain]);
      for (let index = 0; index < 1_200; index += 1) await add(older, plain, `o${index}`, { name: `n${index}`, languages: index % 2 ? ["de"] : [] });
      older.close();
      const newer = open([searchable]);
      expect(rows(newer, "SELECT count(*) FROM offer WHERE spoken = 1 AND name LIKE 'n%'")).toEqual([[600]]);
      expect(rows(newer, "SELECT count(*) FROM offer_languages WHERE value = 'de'")).toEqual([[600]]);
    }),
    60_000,
  );

  test(
    "are filled again after the older release has written in between",
    withFile(async ({ open }) => {
      const newer = open([searchable]);
      await add(newer, searchable, "o1", { name: "first", languages: ["de"] });
      newer.close();
      const older = open([plain]);
      await add(older, plain, "o1", { name: "second", languages: ["tr"] }, 1);
      await add(older, plain, "o2", { name: "third", languages: ["uk"] });
      older.close();
      const again = open([searchable]);
      expect(rows(again, "SELECT name FROM offer ORDER BY id")).toEqual([["second"], ["third"]]);
      expect(rows(again, "SELECT value FROM offer_languages ORDER BY value")).toEqual([["tr"], ["uk"]]);
    }),
  );

  test(
    "are as before when bringing them up to date fails",
    withFile(async ({ open }) => {
      const older = open([plain]);
      await add(older, plain, "o1", { name: "first", languages: [] });
      older.close();
      const of = () => {
        throw new Error("cannot compute");
      };
      expect(() => open([{ ...plain, fields: { scalars: ["name"], of } }])).toThrow("cannot compute");
      const again = open([plain]);
      expect(rows(again, "SELECT * FROM offer")).toEqual([["o1", 1, 1, JSON.stringify({ name: "first", languages: [] })]]);
    }),
  );

  test(
    "have the declared indexes and no others",
    withFile(async ({ open }) => {
      open([{ ...searchable, unique: ["name"] }]).close();
      const opened = open([searchable]);
      const indexes = rows(opened, "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'offer' AND sql IS NOT NULL ORDER BY name");
      expect(indexes).toEqual([["offer_by_name"], ["offer_by_spoken_id"]]);
      await add(opened, searchable, "o1", { name: "same", languages: [] });
      await add(opened, searchable, "o2", { name: "same", languages: [] });
    }),
  );
});

describe("a kind of document is refused", () => {
  const fields = (scalars: readonly string[], lists: readonly string[] = []) => ({ scalars, lists, of: () => ({}) });
  test.each<[string, readonly DocumentKind<unknown>[], string]>([
    ["whose name is no name", [{ name: "_tasks", schema: 1 }], "_tasks"],
    ["whose name is SQL", [{ name: 'x"; DROP TABLE _tasks; --', schema: 1 }], "lower-case"],
    ["whose field is SQL", [{ name: "x", schema: 1, fields: fields(['a" TEXT); --']) }], "letters and digits"],
    ["whose field is the platform's", [{ name: "x", schema: 1, fields: fields(["version"]) }], "taken by the platform"],
    ["whose fields differ only in case", [{ name: "x", schema: 1, fields: fields(["closesAt", "closesat"]) }], "closesat"],
    ["whose index names no field", [{ name: "x", schema: 1, indexes: [["nothing"]] }], "nothing"],
    [
      "that is declared twice",
      [
        { name: "x", schema: 1 },
        { name: "x", schema: 2 },
      ],
      "x is used twice",
    ],
    [
      "whose table is another's list",
      [
        { name: "x-y", schema: 1 },
        { name: "x", schema: 1, fields: fields([], ["y"]) },
      ],
      "x_y",
    ],
  ])("%s", (_, kinds, message) =>
    withFile(async ({ open }) => {
      expect(() => open(kinds)).toThrow(message);
    })(),
  );
});

describe("a file is refused", () => {
  test(
    "that is another module's",
    withFile(async ({ open }) => {
      open([], "ideas").close();
      expect(() => open([], "voting")).toThrow("belongs to the module ideas");
      expect(() => open([], "ideas")).not.toThrow();
    }),
  );

  test(
    "that is another program's, and is left as it was",
    withFile(async ({ open, path }) => {
      const foreign = new DatabaseSync(path);
      foreign.exec("CREATE TABLE photos (id)");
      expect(() => open()).toThrow("database of another program");
      expect(foreign.prepare("SELECT name FROM sqlite_schema").all()).toHaveLength(1);
      foreign.close();
    }),
  );

  test(
    "that is no database",
    withFile(async ({ open, path }) => {
      writeFileSync(path, "no database at all, but long enough to have a header".repeat(10));
      expect(() => open()).toThrow("is not a database that can be read");
    }),
  );

  test(
    "of a newer release",
    withFile(async ({ open, path }) => {
      open().close();
      const file = new DatabaseSync(path);
      file.exec("PRAGMA user_version = 99");
      file.close();
      expect(() => open()).toThrow("newer release (layout 99");
    }),
  );
});
