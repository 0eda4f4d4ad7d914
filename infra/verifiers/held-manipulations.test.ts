import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { foundBy, verifiers } from "./found.ts";
import { type Held, heldBallot } from "./held-ballot.ts";
import { filesOf } from "./made-up-ballot.ts";
import { manipulations } from "./manipulations/all.ts";
import { randomFrom } from "./random.ts";

// Processes start slowly on a busy machine.
jest.setTimeout(120_000);

const both = await verifiers();
const held = new Map<string, Held>();
beforeAll(async () => {
  held.set("confidential", await heldBallot({ secrecy: "confidential", voters: 90, secondVotes: 7 }));
  held.set("secret", await heldBallot({ secrecy: "secret", voters: 45, secondVotes: 9 }));
});
afterAll(() => both.stop());

/** A ballot that was held has no lots unless votes happen to be tied, no second level of tiles, and no incident. */
const NEEDS_MORE = ["a record of the log is altered"];
const kinds = manipulations.filter(({ base, name }) => (base === "confidential" || base === "secret") && !NEEDS_MORE.includes(name));

test("more than 50 kinds are tried on ballots that were held on the services", () => {
  expect(kinds.length).toBeGreaterThan(50);
});

describe.each(["confidential", "secret"] as const)("a %s ballot that was held", (base) => {
  test(`is published byte for byte as the folder's writer writes it, and verified${both.note}`, async () => {
    const { files, ballot } = held.get(base) as Held;
    const written = await filesOf(ballot());
    expect([...files.keys()].sort()).toEqual([...written.keys()].sort());
    for (const [path, bytes] of files) expect([path, Buffer.from(bytes).equals(Buffer.from(written.get(path) ?? []))]).toEqual([path, true]);
    expect(await foundBy(both, { files: new Map(files) })).toEqual(["nothing", "nothing"]);
  });

  describe.each(kinds.filter((kind) => kind.base === base))("$name", ({ reason, tamper }) => {
    test(`is found by both: ${reason}${both.note}`, async () => {
      const tampered = await tamper((held.get(base) as Held).ballot(), randomFrom(11));
      const [first, second] = await foundBy(both, tampered);
      expect([first, second ?? reason]).toEqual([reason, reason]);
    });
  });
});
