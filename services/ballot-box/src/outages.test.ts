import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { addPapers } from "@teilhabe/contracts/ballot-box/service-operations";
import { StoreUnavailable } from "@teilhabe/platform/store/errors";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { ballotBox } from "./module.ts";
import { boxPorts } from "./ports.ts";
import { BALLOT, keyGiver, keyOf, openedBox, type TestBox } from "./testing.ts";

/** What goes wrong next: at which call of a port, and whether it took effect before. */
type Outage = { readonly method: string; readonly tookEffect: boolean };
let outage: Outage | undefined;

function failing<Port extends object>(port: Port): Port {
  const methods = Object.entries(port as Record<string, (...given: unknown[]) => Promise<unknown>>);
  const faulty = methods.map(([name, method]) => [
    name,
    async (...given: unknown[]) => {
      if (outage?.method !== name) return method.apply(port, given);
      const { tookEffect } = outage;
      outage = undefined;
      if (tookEffect) await method.apply(port, given);
      throw new StoreUnavailable("ballot-box", "disconnected");
    },
  ]);
  return Object.fromEntries(faulty) as Port;
}

const withOutages: typeof ballotBox = {
  ...ballotBox,
  ports: {
    ...boxPorts,
    sqlite(database) {
      const { votes, log } = boxPorts.sqlite(database);
      return { votes: failing(votes), log: failing(log) };
    },
  },
};

let platform: Started;
let box: TestBox;

beforeEach(async () => {
  outage = undefined;
  platform = await started([keyGiver, withOutages]);
  box = await openedBox(platform);
});
afterEach(() => platform.stop());

const RETRY_MS = 5_000;

async function untilDone(seal: () => Promise<unknown>): Promise<void> {
  await seal().catch(() => seal());
}

describe.each([true, false])("when the store goes away, and the write took effect: %s,", (tookEffect) => {
  test("a vote has no answer; sent again it has its receipt, and is one", async () => {
    outage = { method: "keep", tookEffect };
    await expect(platform.done(castVote, box.vote(1))).rejects.toMatchObject({ name: "NoAnswer" });
    await platform.done(castVote, box.vote(1));
    expect(await box.seal()).toEqual({ votes: 1, voters: 1 });
    expect(await box.openings()).toHaveLength(1);
  });

  test.each(["append", "keepCheckpoint", "view"])("at %s, a vote is logged once all the same, and signed", async (method) => {
    await platform.done(castVote, box.vote(1));
    outage = { method, tookEffect };
    await platform.advance(1_000);
    expect(outage).toBeUndefined();
    await platform.advance(RETRY_MS);
    expect((await platform.done(readCheckpoint, { ballot: BALLOT })).text).toContain("/log\n2\n");
    expect(await box.seal()).toEqual({ votes: 1, voters: 1 });
  });

  test("a batch of papers is entered once, whole", async () => {
    const batch = { ballot: BALLOT, batch: "urne", origin: "paper" as const, district: "all", invalid: 0 };
    const papers = [1, 2, 3].map((n) => ({ choice: { options: ["a"] }, nonce: keyOf(n) }));
    outage = { method: "append", tookEffect };
    await expect(platform.done(addPapers, { ...batch, papers })).rejects.toMatchObject({ name: "NoAnswer" });
    await platform.done(addPapers, { ...batch, papers });
    expect(await box.seal()).toEqual({ votes: 3, voters: 3 });
  });

  test.each(["seal", "append", "keepCheckpoint"])(
    "at %s while the box is being sealed, sealing again ends it, with every receipt inside",
    async (method) => {
      for (let n = 0; n < 300; n++) await platform.done(castVote, box.vote(n));
      outage = { method, tookEffect };
      await untilDone(() => box.seal());
      expect(outage).toBeUndefined();
      expect(await box.seal()).toEqual({ votes: 300, voters: 300 });
      expect((await platform.done(readCheckpoint, { ballot: BALLOT })).text).toContain("/log\n301\n");
    },
  );
});
