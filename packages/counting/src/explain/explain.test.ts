import { describe, expect, test } from "@jest/globals";
import { pbElection } from "../../test/pb-files.ts";
import { realFiles, testOnRealElections } from "../../test/shared-data.ts";
import type { Election } from "../election.ts";
import { count, methods } from "../methods.ts";
import type { Parameters } from "../outcome.ts";
import { explainOutcome } from "./explain.ts";
import type { Language } from "./words.ts";

const LANGUAGES: readonly Language[] = ["de", "de-x-leicht", "en"];

const options = [
  { id: "1", name: "Bänke", cost: 60_000n },
  { id: "2", name: "Bäume", cost: 1_500_050n },
  { id: "3", name: "Teich", cost: 45_000n },
  { id: "4", name: "Turm", cost: 1n },
];
const papers = [
  { count: 1_234, chosen: [0] },
  { count: 3, chosen: [0, 1] },
  { count: 1, chosen: [2] },
];
const election: Election = { options, ballots: { kind: "approval", papers }, budget: 100_000n, decimals: 2 };

function told(method: string, parameters: Parameters, language: Language, of: Election = election): string[] {
  return explainOutcome({ outcome: count({ election: of, method, parameters, explain: true }), election: of, language, currency: "€" });
}

describe("a count is told in sentences", () => {
  test("in German", () => {
    expect(told("greedy", {}, "de")).toEqual([
      "Für 4 Projekte stehen zusammen 1.000 € bereit.",
      "„Bänke“ wird gefördert: 1.237 Stimmen, Kosten 600 €. Übrig bleiben 400 €.",
      "„Bäume“ (3 Stimmen, 15.000,5 €) wird nicht gefördert: es waren nur noch 400 € übrig. Gereicht hätten: Kosten von höchstens 400 €.",
      "„Teich“ (1 Stimme, 450 €) wird nicht gefördert: es waren nur noch 400 € übrig. Gereicht hätten: 1.237 Stimmen mehr oder Kosten von höchstens 400 €.".replace(
        "1.237",
        "1.236",
      ),
      "„Turm“ (0 Stimmen, 0,01 €) wird nicht gefördert: niemand hat dafür gestimmt. Gereicht hätten: 1 Stimme mehr.",
    ]);
  });

  test("in plain German, with short sentences", () => {
    const sentences = told("greedy", {}, "de-x-leicht").flatMap((text) => text.split(/(?<=[.!?:]) /));
    expect(sentences).toContain("Bänke bekommt Geld.");
    expect(sentences.filter((sentence) => sentence.split(" ").length > 12)).toEqual([]);
  });

  test("in English, with its own numbers", () => {
    expect(told("equal-shares", {}, "en")).toContain(
      "“Bänke” is funded: everyone who voted for it shares the cost of 600 €, with at most 0.48 € each. 400 € of the budget are still free.",
    );
  });

  test("under Equal Shares, with the condition under which more votes or a lower cost would have been enough", () => {
    for (const [language, condition] of [
      ["de", ", bei demselben Betrag für jede Person."],
      ["de-x-leicht", " Aber nur, wenn jeder Mensch gleich viel Geld hat wie jetzt."],
      ["en", ", with the same amount for each person."],
    ] as const) {
      const [pond = ""] = told("equal-shares", {}, language).filter((text) => text.includes("Teich"));
      expect(pond.slice(-condition.length)).toBe(condition);
    }
  });

  test("with every lot", () => {
    const tied: Election = { ...election, ballots: { kind: "approval", papers: [{ count: 1, chosen: [0, 2] }] } };
    expect(told("approval", {}, "de", tied).at(-1)).toBe(
      "Gleichstand zwischen Bänke und Teich. Ohne Zufallszahl entschied die Kennung; an der Reihe war „Bänke“.",
    );
    expect(told("approval", {}, "en", tied).at(-1)).toBe("A tie between Bänke and Teich. Without a random number the id decided for “Bänke”.");
  });

  test("when greedy is taken after the comparison, greedy is what is told", () => {
    const unfair: Election = {
      options: ["a", "b", "c"].map((id) => ({ id, cost: id === "c" ? 90n : 10n })),
      ballots: {
        kind: "approval",
        papers: [
          { count: 6, chosen: [2] },
          { count: 2, chosen: [0] },
          { count: 2, chosen: [1] },
        ],
      },
      budget: 100n,
    };
    const { winners, rounds } = count({ election: unfair, method: "equal-shares", parameters: { compare: "greedy" } });
    expect(winners).toEqual(["c", "a"]);
    const after = rounds.slice(rounds.findIndex((round) => round.kind === "compared"));
    expect(after.map((round) => [round.kind, "option" in round ? round.option : ""])).toEqual([
      ["compared", ""],
      ["funded", "c"],
      ["funded", "a"],
      ["left-out", "b"],
    ]);
  });
});

describe("every method", () => {
  const kinds: Readonly<Record<string, Election>> = {
    approval: election,
    ordinal: {
      ...election,
      ballots: { kind: "ordinal", papers: papers.map((paper) => ({ count: paper.count, ranking: paper.chosen.map((option) => [option]) })) },
    },
    cumulative: {
      ...election,
      ballots: { kind: "cumulative", pointDecimals: 0, papers: papers.map((paper) => ({ ...paper, points: paper.chosen.map(() => 2) })) },
    },
    scoring: {
      ...election,
      ballots: { kind: "scoring", pointDecimals: 0, papers: papers.map((paper) => ({ ...paper, points: paper.chosen.map(() => 2) })) },
    },
    "choose-1": { ...election, ballots: { kind: "choose-1", papers: papers.map((paper) => ({ ...paper, chosen: paper.chosen.slice(0, 1) })) } },
  };

  for (const method of methods) {
    test(`is told in every language: ${method.id}`, () => {
      for (const language of LANGUAGES) {
        for (const kind of method.ballots.filter((known) => known in kinds)) {
          const texts = told(method.id, {}, language, kinds[kind]);
          expect(texts.length).toBeGreaterThan(0);
          expect(texts.filter((text) => text === "" || /undefined|NaN|null|\[object/.test(text))).toEqual([]);
        }
      }
    });
  }

  testOnRealElections("is told on real budgets, one text for each round and lot", () => {
    for (const file of realFiles("pb").filter((name) => name.startsWith("Netherlands") || name.includes("Katowice"))) {
      const { election: real } = pbElection(file);
      const outcome = count({ election: real, method: "greedy", explain: true });
      expect(explainOutcome({ outcome, election: real, language: "de" })).toHaveLength(outcome.rounds.length + outcome.lots.length);
    }
  });
});
