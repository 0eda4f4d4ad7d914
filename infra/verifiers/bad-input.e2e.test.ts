import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { type Platform, startPlatform } from "@teilhabe/cli/replay/own-platform";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { secretVoter } from "@teilhabe/client/secret-vote";
import { readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import { draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { issueCredential, readBallot, readMyRight } from "@teilhabe/contracts/voting/voter-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "teilhabe-bad-input-"));
let platform: Platform;
let staff: Client;
/** Two ballots of each kind; whatever is good in the first is replayed in the second. */
const ballots = { confidential: ["", ""], secret: ["", ""] };
let token = "";

beforeAll(async () => {
  platform = await startPlatform({ data: join(folder, "data") });
  const { url, data } = platform;
  staff = teilhabeClient({ url, token: mintToken(data, { as: "staff", name: "office", ttlSeconds: 600 }) });
  token = mintToken(data, { as: "citizen", name: "anna", ttlSeconds: 600 });
  for (const secrecy of ["confidential", "secret"] as const)
    for (const n of [0, 1]) {
      const { id: ballot } = await staff.ask(draftBallot, { ...questionDraft, secrecy, opensAt: new Date().toISOString() });
      await staff.ask(openBallot, { ballot });
      while ((await staff.ask(readBallot, { ballot })).stage !== "open") await new Promise((resolve) => setTimeout(resolve, 20));
      ballots[secrecy][n] = ballot;
    }
});
afterAll(async () => {
  await platform.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** @returns the refusal's code, which stands in the contract; never an outage */
async function refusalOf(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await fetch(`${platform.url}/v1${path}`, {
    method,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    body: body ?? null,
  });
  const text = await answer.text();
  expect([path, answer.status >= 400 && answer.status < 500, answer.headers.get("content-type")]).toEqual([path, true, "application/problem+json"]);
  return String((JSON.parse(text) as { code?: string }).code);
}

const goodVote = () => ({
  credential: "A".repeat(342),
  key: "ab".repeat(32),
  seq: 1,
  choice: { options: ["yes"] },
  nonce: "cd".repeat(32),
  signature: "ef".repeat(64),
});

const WRONG: Record<string, readonly unknown[]> = {
  key: [
    "",
    "ab".repeat(31),
    "ab".repeat(33),
    "AB".repeat(32),
    "\uff10".repeat(64),
    `${"ab".repeat(32)}\u0000`,
    `${"ab".repeat(32)}\u200b`,
    null,
    7,
    ["ab"],
  ],
  seq: [0, -1, 1.5, 1e9, "1", null, Number.MAX_SAFE_INTEGER + 1],
  nonce: ["", "cd".repeat(31), "CD".repeat(32), "g".repeat(64), "\u0661".repeat(64)],
  signature: ["", "ef".repeat(63), "EF".repeat(64), null],
  credential: ["", "A".repeat(701), 5, null],
  choice: [
    null,
    [],
    {},
    { options: "yes" },
    { options: ["\u202eyes"] },
    { options: Array.from({ length: 500 }, (_, n) => `o${n}`) },
    { points: { yes: 1e99 } },
  ],
};

describe("the door of the box", () => {
  test.each(Object.keys(WRONG))("refuses every wrong %s with a stable code", async (field) => {
    for (const ballot of [ballots.secret[0], ballots.confidential[0]])
      for (const value of WRONG[field] ?? []) {
        const code = await refusalOf("POST", `/ballots/${ballot}/votes`, JSON.stringify({ ...goodVote(), [field]: value }));
        expect(code).toMatch(/^(invalid-input|credential-refused|signature-refused|choice-invalid)$/);
      }
  });

  test("refuses bodies that are none: broken, of another kind, too deep, too large", async () => {
    const path = `/ballots/${ballots.secret[0]}/votes`;
    for (const body of ["", "{", "[]", "null", '"vote"', `${"[".repeat(20_000)}${"]".repeat(20_000)}`, '{"key":"a","key":"b"}'])
      expect(await refusalOf("POST", path, body)).toMatch(/^[a-z-]+$/);
    const large = JSON.stringify({ ...goodVote(), choice: { options: Array.from({ length: 60_000 }, () => "x".repeat(60)) } });
    expect(await refusalOf("POST", path, large)).toMatch(/too-large|invalid-input/);
  });

  test("finds no ballot behind ids with tricks in them", async () => {
    const [id] = ballots.secret;
    const tricks = [
      `${id}%E2%80%8B`,
      `%20${id}`,
      id?.toUpperCase(),
      id?.replace(/0/g, "%EF%BC%90"),
      `${id}%00`,
      `..%2F${id}`,
      `${id}%2F..`,
      "%FF",
      "*",
      "-".repeat(300),
    ];
    for (const trick of tricks)
      for (const [method, rest] of [
        ["POST", "votes"],
        ["GET", "turnout"],
        ["GET", "log/checkpoint"],
        ["GET", "publication"],
        ["GET", "security"],
      ] as const)
        expect(await refusalOf(method, `/ballots/${trick}/${rest}`, method === "POST" ? JSON.stringify(goodVote()) : undefined)).toMatch(
          /^(invalid-input|ballot-not-open|ballot-not-found|not-found|invalid-path|bad-request|malformed-[a-z]+|no-such-[a-z]+)$/,
        );
  });

  test("takes no good vote of another ballot", async () => {
    const { url } = platform;
    const citizen = teilhabeClient({ url, token });
    const nobody = teilhabeClient({ url });
    const [here = "", there = ""] = ballots.secret;
    const voter = await secretVoter(nobody, here);
    const credential = await voter.requestCredential(citizen);
    const vote = { ...goodVote(), key: voter.key, credential };
    expect(await refusalOf("POST", `/ballots/${there}/votes`, JSON.stringify(vote))).toBe("credential-refused");
    const named = await citizen.ask(issueCredential, { ballot: ballots.confidential[0] ?? "" });
    const { signature: _, ...plain } = { ...goodVote(), key: named.key, credential: named.credential };
    expect(await refusalOf("POST", `/ballots/${ballots.confidential[1]}/votes`, JSON.stringify(plain))).toBe("credential-refused");
    expect(await refusalOf("POST", `/ballots/${here}/votes`, JSON.stringify({ ...vote, credential: named.credential }))).toBe("credential-refused");
  });
});

describe("the public reads", () => {
  test("refuse tiles, parts, pages and documents that are none", async () => {
    const log = `/ballots/${ballots.secret[0]}/log`;
    for (const tile of [
      "0/000.p/0",
      "0/000.p/256",
      "0/000.p/999",
      "99/000",
      "0/00",
      "0/x000/000.p/1",
      "0/000/..",
      "0/000.p/1/..%2f",
      "%EF%BC%90/000",
      "0/000",
    ])
      expect(await refusalOf("GET", `${log}/tile/${tile}`)).toMatch(/^[a-z-]+$/);
    for (const limit of ["0", "-1", "1001", "x", "1e9", ""]) expect(await refusalOf("GET", `${log}/records?limit=${limit}`)).toBe("invalid-input");
    expect(await refusalOf("GET", `${log}/openings`)).toBe("openings-not-published");
    const publication = `/ballots/${ballots.secret[0]}/publication`;
    for (const document of [
      "admission",
      "..%2Fdefinition.json",
      "definition.json%00",
      "DEFINITION.JSON",
      "manifest.json?part=-1",
      "manifest.json?part=99999999",
    ])
      expect(await refusalOf("GET", `${publication}/${document}`)).toMatch(/^(invalid-input|not-found|not-published-yet)$/);
  });
});

describe("the issuer", () => {
  test("signs nothing that is not a blinded message for this ballot's key", async () => {
    const path = `/ballots/${ballots.secret[1]}/blind-credentials`;
    const authorization = { authorization: `Bearer ${token}` };
    const { length } = "A".repeat(342);
    for (const blinded of [
      "",
      "A",
      "A".repeat(length),
      "_".repeat(length),
      `${"A".repeat(length - 1)}=`,
      "A".repeat(683),
      "\uff21".repeat(length),
      7,
      null,
    ])
      expect(await refusalOf("POST", path, JSON.stringify({ blinded }), authorization)).toMatch(/^(invalid-input|blinded-malformed)$/);
    expect(await refusalOf("POST", path, JSON.stringify({ blinded: "AQ".padEnd(length, "A") }))).toMatch(
      /^(token-needed|unauthenticated|not-signed-in|[a-z-]*token[a-z-]*)$/,
    );
  });
});

test("after all of it nothing is stored: no vote in any box, no claim where nothing was signed", async () => {
  for (const ballot of [...ballots.secret, ...ballots.confidential]) expect(await staff.ask(readTurnout, { ballot })).toMatchObject({ voters: 0 });
  const citizen = teilhabeClient({ url: platform.url, token });
  expect(await citizen.ask(readMyRight, { ballot: ballots.secret[1] ?? "" })).toMatchObject({ claimed: false });
});
