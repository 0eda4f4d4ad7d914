import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Election } from "@teilhabe/counting/election";
import { count } from "@teilhabe/counting/methods";
import { pythonWith } from "../python-peers.ts";
import { type BudgetCase, type RankedCase, randomCases } from "./random-elections.ts";

type Results = { readonly budget: readonly Record<string, readonly string[]>[]; readonly ranked: readonly Record<string, readonly number[]>[] };

const PACKAGES = ["pabutools==1.2.3", "pref_voting==1.18.2"];
const OUTPUT_MAX = 2 ** 30;

const { values } = parseArgs({ options: { cases: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } } });
const found = pythonWith({ folder: "counting-peers", packages: PACKAGES, imports: "pabutools, pref_voting, gmpy2" });
if ("missing" in found) {
  process.stderr.write(`not compared: ${found.missing}\n`);
  process.exit(1);
}
const cases = randomCases(Number(values.cases), Number(values.seed));
const theirs = askPeers(found.python);
const tally = new Map<string, { same: number; different: string[] }>();
cases.budget.forEach((one, index) => {
  for (const [rule, winners] of Object.entries(theirs.budget[index] ?? {})) note(rule, byBudget(one, rule).join() === winners.join(), one);
});
cases.ranked.forEach((one, index) => {
  for (const [rule, winners] of Object.entries(theirs.ranked[index] ?? {})) note(rule, agrees(one, rule, winners), one);
});
for (const [rule, { same, different }] of tally) {
  process.stdout.write(`${rule}: ${same} the same, ${different.length} different\n${different.slice(0, 3).join("")}`);
}
process.exitCode = [...tally.values()].some(({ different }) => different.length > 0) ? 1 : 0;

function note(rule: string, same: boolean, example: unknown): void {
  const row = tally.get(rule) ?? { same: 0, different: [] };
  tally.set(rule, row);
  if (same) row.same += 1;
  else row.different.push(`  ${JSON.stringify(example)}\n`);
}

function askPeers(python: string): Results {
  const script = fileURLToPath(new URL("peers.py", import.meta.url));
  const done = spawnSync(python, ["-W", "ignore", script], { input: JSON.stringify(cases), encoding: "utf8", maxBuffer: OUTPUT_MAX });
  if (done.status !== 0) throw new Error(`the peers failed: ${done.stderr || String(done.error)}`);
  return JSON.parse(done.stdout);
}

/** @param rule a method, and for Equal Shares its utility, completion and stop behind it. @returns ids of the winners, sorted */
function byBudget({ costs, budget, votes }: BudgetCase, rule: string): string[] {
  const [method = "", utility, completion, add1Stop] = rule.split(" ");
  const election: Election = {
    options: costs.map((cost, index) => ({ id: `p${index}`, cost: BigInt(cost) })),
    budget: BigInt(budget),
    ballots: { kind: "approval", papers: votes.map((chosen) => ({ count: 1, chosen })) },
  };
  const parameters = { ...(utility && { utility }), ...(completion && { completion }), ...(add1Stop && { add1Stop }) };
  return count({ election, method, parameters }).winners.toSorted();
}

/** Peers give all whom some way of breaking ties elects; Schulze's first place must be the same set, of the others one of them must win. */
function agrees({ options, papers }: RankedCase, rule: string, winners: readonly number[]): boolean {
  const election: Election = {
    options: Array.from({ length: options }, (_, option) => ({ id: String(option) })),
    ballots: { kind: "ordinal", papers: papers.map((ranking) => ({ count: 1, ranking })) },
  };
  const outcome = count({ election, method: rule });
  if (rule !== "schulze") return winners.includes(Number(outcome.winners[0]));
  const first = outcome.rounds.find((round) => round.kind === "place" && round.place === 1);
  return first?.kind === "place" && first.options.map(Number).toSorted().join() === winners.toSorted().join();
}
