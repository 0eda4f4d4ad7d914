import { afterAll, expect, test } from "@jest/globals";
import { recountOf } from "@teilhabe/cli/verify/recount";
import { textOf, utf8 } from "@teilhabe/proofs/bytes";
import { canonicalText, type Json } from "@teilhabe/proofs/canonical-json";
import { vouchingText } from "@teilhabe/proofs/folder/ballot-under-check";
import { NotVerified } from "@teilhabe/proofs/folder/problem";
import { verifyBallot } from "@teilhabe/proofs/folder/verify";
import { sha256Hex } from "@teilhabe/proofs/hash";
import { signNote } from "@teilhabe/proofs/note-keys";
import { folderInMemory } from "./folder-in-memory.ts";
import { BALLOT_ID, filesOf, type MadeUpBallot, madeUpBallot } from "./made-up-ballot.ts";
import { type Files, listAnew } from "./manipulations/files-tampering.ts";
import { known } from "./manipulations/known.ts";
import { pythonForTests, verifyManyWithPython } from "./python.ts";
import { type Random, randomFrom } from "./random.ts";
import { scratchFolder } from "./stored.ts";

/** More by hand: `AGREEMENT_SEEDS=500 npm test -- infra/verifiers/agreement`. */
const SEEDS = Array.from({ length: Number(process.env["AGREEMENT_SEEDS"] ?? 40) }, (_, i) => i);
const { python, note } = await pythonForTests();
const second = python === undefined ? undefined : verifyManyWithPython(python);
const scratch = scratchFolder();
afterAll(() => {
  second?.stop();
  scratch.remove();
});

const ODD: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1,
  1.5,
  2 ** 53,
  1e300,
  "",
  "x",
  "ü\u0000",
  "__proto__",
  "0".repeat(64),
  [],
  {},
  [[]],
  { x: 1 },
  "2026-11-23",
  "🗳",
];

(second === undefined ? test.skip : test)(
  `whatever odd value stands somewhere in the files, both verifiers say the same${note}`,
  async () => {
    const ballots = [
      await madeUpBallot({ seed: 1, secrecy: "confidential", voters: 12, secondVotes: 3, paperBatches: [2] }),
      await madeUpBallot({ seed: 2, secrecy: "secret", voters: 6, secondVotes: 3 }),
    ];
    const disagreements: unknown[] = [];
    for (const seed of SEEDS) {
      const random = randomFrom(1_000 + seed);
      const ballot = random.pick(ballots);
      const files = await filesOf(ballot);
      const place = makeOdd(files, random);
      signAnew(files, ballot);
      const answers = [await firstAnswer(files), await secondAnswer(files)];
      if (answers[0] !== answers[1] && !isBeyondSecond(place, answers)) disagreements.push({ seed, place, answers });
    }
    expect(disagreements).toEqual([]);
  },
  600_000,
);

/** The second verifier checks sums, lots, winners and spending of a result; its explanation is for the first one alone. */
function isBeyondSecond(place: string, [first, second]: readonly string[]): boolean {
  return place.startsWith("result.json") && place.includes("outcome") && first === "result-wrong" && second === "verified";
}

/** Replaces, removes or adds one value in one place. @returns where */
function makeOdd(files: Files, random: Random): string {
  const path = random.pick([...files.keys()].filter((name) => name.endsWith(".json") || name.endsWith(".jsonl")));
  const lines = textOf(known(files.get(path))).split("\n");
  const at = random.below(path.endsWith(".json") ? 1 : Math.max(1, lines.length - 1));
  const value = JSON.parse(lines[at] === "" ? "{}" : known(lines[at])) as Json;
  const steps: string[] = [];
  lines[at] = canonicalText(changed(value, random, steps));
  files.set(path, utf8(lines.join("\n")));
  return `${path} line ${at + 1} ${steps.join(".")}`;
}

function changed(value: Json, random: Random, steps: string[]): Json {
  const inner = typeof value === "object" && value !== null && Object.keys(value).length > 0 && random.below(5) > 0;
  if (!inner) return replaced(value, random, steps);
  const key = random.pick(Object.keys(value));
  const step = random.below(8);
  steps.push(key);
  const copy = structuredClone(value) as { [key: string]: Json };
  if (step === 0 && !Array.isArray(value)) delete copy[key];
  else if (step === 1 && !Array.isArray(value)) copy["odd"] = random.pick(ODD);
  else copy[key] = changed(known(copy[key]), random, steps);
  return copy;
}

function replaced(value: Json, random: Random, steps: string[]): Json {
  const odd = typeof value === "number" && random.below(2) === 0 ? value + random.pick([-1, 1, 1_000]) : random.pick(ODD);
  steps.push(`= ${JSON.stringify(odd)}`);
  return odd;
}

function signAnew(files: Files, ballot: MadeUpBallot): void {
  for (const [path, kind] of [
    ["roll.json", "roll"],
    ["issued.jsonl", "issued"],
    ["result.json", "result"],
  ] as const) {
    const note = signNote(vouchingText(kind, BALLOT_ID, sha256Hex(known(files.get(path)))), ballot.keys.authority);
    files.set(`${kind}.note`, note);
  }
  const manifest = known(files.get("manifest.json"));
  if (textOf(manifest).includes('"path":"definition.json"') && isObject(textOf(manifest))) listAnew(files, ballot);
}

function isObject(text: string): boolean {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

async function firstAnswer(files: Files): Promise<string> {
  try {
    await verifyBallot({ folder: folderInMemory(files), recount: recountOf, report: () => undefined });
    return "verified";
  } catch (error) {
    return error instanceof NotVerified ? error.reason : String(error);
  }
}

async function secondAnswer(files: Files): Promise<string> {
  const { exitCode, stdout, stderr } = (await second?.verify([scratch.store(files)])) ?? { exitCode: null, stdout: "", stderr: "" };
  if (exitCode === 0) return "verified";
  return /^NOT VERIFIED: ([a-z-]+) in /m.exec(stdout)?.[1] ?? `exit ${exitCode}: ${stderr.slice(-600)}`;
}
