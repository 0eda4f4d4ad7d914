import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { teilhabeClient } from "@teilhabe/client/client";
import { searchOffers } from "@teilhabe/contracts/capacity/offer-operations";
import { listRegionObservations, readRegion } from "@teilhabe/contracts/capacity/region-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { sharedFile, testOnSharedData } from "../import/shared-data.ts";
import { type Platform, startPlatform } from "../replay/own-platform.ts";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const example = fileURLToPath(new URL("../../../../services/capacity/examples/providers.ndjson", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "teilhabe-import-"));
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform();
}, 120_000);
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true });
}, 30_000);

function imported(file: string, ...flags: readonly string[]): { status: number | null; out: string; err: string } {
  const { url, data } = platform;
  const args = [main, "import", "capacity", file, "--url", url, "--data", data, ...flags];
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--disable-warning=ExperimentalWarning", ...args], { encoding: "utf8" });
  return { status, out: stdout, err: stderr.trim() };
}

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const client = () => teilhabeClient({ url: platform.url });

describe("teilhabe import capacity", () => {
  test("takes in providers, and again changes nothing", async () => {
    const first = imported(example, "--json");
    expect(first.status).toBe(0);
    expect(JSON.parse(first.out)).toMatchObject({ format: "providers-ndjson", rowsRead: 5, imported: 5, unchanged: 0, refused: 0 });
    expect(JSON.parse(imported(example, "--json").out)).toMatchObject({ rowsRead: 5, imported: 0, unchanged: 5 });
    const { items } = await client().ask(searchOffers, { postalCode: "80331", specialty: "inne", language: "uk" });
    expect(items.map(({ title }) => title)).toEqual(["Kardiologische Ambulanz"]);
  }, 60_000);

  testOnSharedData("takes in the newest day of the register as regions, with its history when asked", async () => {
    const file = sharedFile("Intensivregister_Deutschland_Kapazitaeten.csv");
    expect(JSON.parse(imported(file, "--json").out)).toEqual({
      file,
      format: "rki-csv",
      rowsRead: 7_041,
      rowsLeftOut: 7_038,
      imported: 3,
      unchanged: 0,
      refused: 0,
      refusals: [],
    });
    expect((await client().ask(readRegion, { region: "de" })).capacities.map(({ unit, reporters }) => [unit, reporters])).toEqual([
      ["icu-adults", 744],
      ["icu-neonatal", 144],
      ["icu-paediatric", 112],
    ]);
    const whole = imported(file, "--history");
    expect(whole.out).toMatch(/imported +7038\nunchanged +3\n/);
    const { items } = await client().ask(listRegionObservations, { region: "de", unit: "icu-adults", limit: 2 });
    expect(items.map(({ validAt }) => validAt)).toEqual(["2026-08-22T10:00:00.000Z", "2026-08-21T10:00:00.000Z"]);
  });

  test("refuses a damaged file with file, line and reason, before anything is sent", async () => {
    const right = JSON.stringify({ reference: "right", name: "Steht vor dem Fehler", kind: "lab", offers: [] });
    const file = write("damaged.ndjson", `${right}\n{"reference":\n`);
    expect(imported(file)).toMatchObject({ status: 2, out: "" });
    expect(imported(file).err).toMatch(new RegExp(`^teilhabe: ${file}:2: is no JSON: [^\n]*Nothing was imported\\.$`));
    const providers = await fetch(`${platform.url}/v1/providers?kind=lab`);
    expect(await providers.text()).not.toContain("Steht vor dem Fehler");
  }, 60_000);

  test.each([
    ["a file that is not there", () => join(folder, "nowhere.csv"), /nowhere\.csv: cannot be read: ENOENT/],
    ["an empty file", () => write("empty.csv", ""), /empty\.csv:1: is neither/],
    ["bytes that are no text", () => write("binary.csv", "datum,bundesland_id,\n\ud800"), /binary\.csv:/],
    ["something else", () => write("else.csv", "a,b\n1,2\n"), /else\.csv:1: is neither a table of the intensive-care register/],
  ])("refuses %s in one line", (_, file, message) => {
    const { status, err } = imported(file());
    expect(status).toBe(2);
    expect(err).toMatch(message);
    expect(err.split("\n")).toHaveLength(1);
  });

  test("says no to somebody who is not staff", async () => {
    const token = await mintToken(platform.data, { as: "citizen", name: "anna", ttlSeconds: 600 });
    expect(imported(example, "--token", token)).toMatchObject({ status: 1, err: expect.stringMatching(/^teilhabe: 403 grant-needed/) });
  });
});
