import { describe, expect, test } from "@jest/globals";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { NoAnswer } from "@teilhabe/platform/bus/errors";
import { type ExportPage, exportPage, type Keeper } from "./export-me.ts";

const person = "0198c5a0-0000-7000-8000-00000000000a";
const small: Keeper = { service: "people", part: async () => ({ data: { name: "Anna" } }) };
const away: Keeper = { service: "voting", part: () => Promise.reject(new NoAnswer("voting.read-person-data", "nobody-serves")) };
const big: Keeper = {
  service: "ideas",
  async part(_person, after) {
    const n = Number(after ?? "0");
    return { data: { n, text: "x".repeat(200_000) }, next: n < 2 ? String(n + 1) : undefined };
  },
};

async function pages(keepers: Keeper[]): Promise<ExportPage[]> {
  const all: ExportPage[] = [];
  for (let after: string | undefined; all.length < 20; after = all.at(-1)?.next) {
    const page = await exportPage(keepers, person, after);
    if (isRefusal(page)) throw new Error(page.refused);
    all.push(page);
    if (page.next === undefined) break;
  }
  return all;
}

describe("exporting one's data", () => {
  test("is one page when it is little", async () => {
    expect(await pages([small])).toEqual([{ items: [{ service: "people", data: { name: "Anna" } }] }]);
  });

  test("has every part of every service once, page by page, none too long for a message", async () => {
    const all = await pages([small, big, small]);
    expect(all.flatMap((page) => page.items.map((item) => [item.service, item.data?.["n"]]))).toEqual([
      ["people", undefined],
      ["ideas", 0],
      ["ideas", 1],
      ["ideas", 2],
      ["people", undefined],
    ]);
    for (const page of all) expect(JSON.stringify(page).length).toBeLessThan(400_000);
  });

  test("leaves out a last part that is empty, but not a service that keeps nothing", async () => {
    const twice: Keeper = {
      service: "voting",
      part: async (_person, after) => (after === undefined ? { data: { votes: 1 }, next: "2" } : { data: {} }),
    };
    const nothing: Keeper = { service: "capacity", part: async () => ({ data: {} }) };
    expect(await pages([twice, nothing])).toEqual([
      {
        items: [
          { service: "voting", data: { votes: 1 } },
          { service: "capacity", data: {} },
        ],
      },
    ]);
  });

  test("names a service that does not answer", async () => {
    expect(await pages([away, small])).toEqual([
      {
        items: [
          { service: "voting", unanswered: true },
          { service: "people", data: { name: "Anna" } },
        ],
      },
    ]);
  });

  test("refuses a cursor that is none", async () => {
    expect(await exportPage([small], person, "abc")).toMatchObject({ refused: "bad-cursor" });
  });
});
