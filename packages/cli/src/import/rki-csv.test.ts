import { describe, expect, test } from "@jest/globals";
import { looksLikeRki, readRkiCsv } from "./rki-csv.ts";
import { sharedFile, testOnSharedData } from "./shared-data.ts";
import { readLines } from "./text-lines.ts";

const header = "datum,bundesland_id,bundesland_name,behandlungsgruppe_level_2,anzahl_meldebereiche,intensivbetten_belegt,intensivbetten_frei";
const bavaria = "2026-08-22,09,Bayern,ERWACHSENE,128,2521,379";
const nowMs = Date.parse("2026-11-23T10:00:00Z");
const read = (...lines: string[]) => readRkiCsv("f.csv", [header, ...lines], nowMs);

describe("a table of the intensive-care register", () => {
  test("gives free and total beds, by noon of the day", () => {
    expect(read(bavaria)).toEqual([
      {
        line: 2,
        region: "de-09",
        name: "Bayern",
        day: "2026-08-22",
        report: { unit: "icu-adults", free: 379, total: 2900, reporters: 128, validAt: "2026-08-22T10:00:00.000Z" },
      },
    ]);
    expect(read("2026-08-22,00,Deutschland,NICU,4,0,20")[0]).toMatchObject({ region: "de", report: { unit: "icu-neonatal", free: 20, total: 20 } });
  });

  test("has NA for unknown, which is not 0", () => {
    const [occupiedUnknown, allUnknown, none] = read(
      "2026-08-22,09,Bayern,ERWACHSENE,128,NA,379",
      "2026-08-21,09,Bayern,ERWACHSENE,NA,NA,NA",
      "2026-08-20,09,Bayern,ERWACHSENE,12,5,0",
    );
    expect(occupiedUnknown?.report).toMatchObject({ free: 379, total: null });
    expect(allUnknown?.report).toMatchObject({ free: null, total: null, reporters: null });
    expect(none?.report).toMatchObject({ free: 0, total: 5 });
  });

  test("may have its columns in another order, and others between them", () => {
    const lines = [
      "extra,datum,intensivbetten_frei,intensivbetten_belegt,anzahl_meldebereiche,behandlungsgruppe_level_2,bundesland_name,bundesland_id",
    ];
    expect(readRkiCsv("f.csv", [...lines, 'x,2026-08-22,1,2,3,PICU,"Ba,yern",09'], nowMs)[0]).toMatchObject({
      name: "Ba,yern",
      report: { free: 1, total: 3 },
    });
  });

  test.each([
    [["2026-08-22,09,Bayern,ERWACHSENE,128,2521"], "f.csv:2: has 6 columns, not 7: is the file cut off?"],
    [[bavaria, "2026-13-22,09,Bayern,ERWACHSENE,1,2,3"], 'f.csv:3: datum: "2026-13-22" is no day such as 2026-08-22'],
    [["2026-02-30,09,Bayern,ERWACHSENE,1,2,3"], 'f.csv:2: datum: "2026-02-30" is no day such as 2026-08-22'],
    [["2026-11-24,09,Bayern,ERWACHSENE,1,2,3"], "f.csv:2: datum: 2026-11-24 at 12:00 lies in the future"],
    [["2026-08-22,17,Bayern,ERWACHSENE,1,2,3"], 'f.csv:2: bundesland_id: "17" is no state (00 to 16)'],
    [["2026-08-22,09,Bayern,TIERE,1,2,3"], 'f.csv:2: behandlungsgruppe_level_2: "TIERE" is not known; known are ERWACHSENE, NICU, PICU'],
    [["2026-08-22,09,Bayern,ERWACHSENE,1,2,-3"], 'f.csv:2: intensivbetten_frei: "-3" is no whole number from 0 to 999999, nor NA'],
    [["2026-08-22,09,Bayern,ERWACHSENE,1,,3"], 'f.csv:2: intensivbetten_belegt: "" is no whole number from 0 to 999999, nor NA'],
    [[bavaria, bavaria], "f.csv:3: 2026-08-22, Bayern, icu-adults stands in line 2 already"],
    [['2026-08-22,09,"Bayern,ERWACHSENE,1,2,3'], "f.csv:2: Quote Not Closed"],
    [["x", bavaria, "y"], "f.csv:2: has 1 columns, not 7: is the file cut off? (and 1 more fault). Nothing was imported."],
  ])("with %j is refused with its line", (lines, message) => {
    expect(() => read(...lines)).toThrow(message);
  });

  test("without a column that is needed is refused", () => {
    expect(() => readRkiCsv("f.csv", ["datum,bundesland_id,bundesland_name", "a,b,c"], nowMs)).toThrow(
      "f.csv:1: has no column behandlungsgruppe_level_2, anzahl_meldebereiche, intensivbetten_belegt, intensivbetten_frei",
    );
  });

  testOnSharedData("is read as RKI publishes it: every row of every day", async () => {
    const lines = await readLines(sharedFile("Intensivregister_Bundeslaender_Kapazitaeten.csv"));
    expect(looksLikeRki(lines[0] ?? "")).toBe(true);
    const rows = readRkiCsv("states", lines, nowMs);
    expect(rows).toHaveLength(37_552);
    expect(rows.filter(({ report }) => report.free === 0)).toHaveLength(65);
    expect(new Set(rows.map(({ region }) => region)).size).toBe(16);
    const germany = readRkiCsv("germany", await readLines(sharedFile("Intensivregister_Deutschland_Kapazitaeten.csv")), nowMs);
    expect(germany).toHaveLength(7_041);
  });
});
