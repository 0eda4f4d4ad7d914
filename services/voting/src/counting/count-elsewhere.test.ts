import { expect, test } from "@jest/globals";
import { type CountRequest, count } from "@teilhabe/counting/methods";
import { countElsewhere } from "./count-elsewhere.ts";

const request: CountRequest = {
  election: {
    options: [
      { id: "park", cost: 100n },
      { id: "trees", cost: 50n },
    ],
    ballots: {
      kind: "approval",
      papers: [
        { count: 3, chosen: [0, 1] },
        { count: 1, chosen: [1] },
      ],
    },
    budget: 120n,
    decimals: 0,
  },
  method: "equal-shares",
  parameters: { completion: "add1" },
};

test("a thread of its own counts the same", async () => {
  expect(await countElsewhere(request, 0)).toEqual(count(request));
});

test("what the count throws there arrives here", async () => {
  await expect(countElsewhere({ ...request, method: "coin-toss" }, 0)).rejects.toThrow(/coin-toss/);
});
