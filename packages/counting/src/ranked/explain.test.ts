import { describe, expect, test } from "@jest/globals";
import { readBlt } from "../formats/blt.ts";
import { count } from "../methods.ts";
import { explainRankedRound } from "./explain.ts";
import type { ExplainLanguage } from "./explain-words.ts";
import type { RankedRound } from "./rounds.ts";

const names = ["Park", "Freibad", "Radweg"];

function told(papers: readonly string[], seats: number, method: string, language: ExplainLanguage): string[] {
  const { election } = readBlt([`3 ${seats}`, ...papers, "0", ...names].join("\n"), "x.blt");
  const { rounds } = count({ election, method });
  return (rounds as RankedRound[]).map((round) => explainRankedRound(round, (id) => names[Number(id) - 1]!, language));
}

describe("a citizen reads", () => {
  const papers = ["3200 1 2 0", "800 1 3 0", "1400 2 0", "1200 3 0"];

  test("in German how papers were transferred", () => {
    expect(told(papers, 2, "scottish-stv", "de")).toEqual([
      "Gezählt werden 6.600 gültige Stimmzettel für 2 Plätze. Gewählt ist, wer 2.201 Stimmen erreicht. An erster Stelle stehen: Park 4.000, Freibad 1.400, Radweg 1.200. Gewählt ist: Park.",
      "Park hat 1.799 Stimmen mehr als nötig. Damit sie nicht verloren gehen, zählen alle diese Stimmzettel mit einem kleineren Wert für die Nächsten, die auf ihnen stehen. Danach: Freibad 2.839,2, Park 2.201, Radweg 1.559,8. Gewählt ist: Freibad.",
    ]);
  });

  test("in plain German", () => {
    expect(told(papers, 2, "scottish-stv", "de-x-leicht")).toEqual([
      "Wir zählen 6.600 Stimm-Zettel. Es gibt 2 Plätze. Wer 2.201 Stimmen hat, ist gewählt. Zuerst zählt nur, wer auf dem Stimm-Zettel ganz oben steht. So viele Stimmen gibt es: Park 4.000, Freibad 1.400, Radweg 1.200. Park ist gewählt.",
      "Park hat 1.799 Stimmen zu viel. Diese Stimmen sollen nicht verloren gehen. Sie gehen an andere. Auf jedem Stimm-Zettel steht, an wen. So ist es jetzt: Freibad 2.839,2, Park 2.201, Radweg 1.559,8. Freibad ist gewählt.",
    ]);
  });

  test("in English", () => {
    expect(told(papers, 2, "scottish-stv", "en")).toEqual([
      "6,600 valid papers are counted for 2 seats. Whoever reaches 2,201 votes is elected. First on the papers: Park 4,000, Freibad 1,400, Radweg 1,200. Elected: Park.",
      "Park has 1,799 votes more than needed. So that they are not lost, all these papers count, at a smaller value, for the next on them. Then: Freibad 2,839.2, Park 2,201, Radweg 1,559.8. Elected: Freibad.",
    ]);
  });

  test("that a tie was drawn", () => {
    const tied = ["2 1 0", "2 2 0", "3 3 0"];
    expect(told(tied, 1, "irv", "de")[1]).toContain(
      "Park und Freibad haben gleich wenige Stimmen; es entscheidet die vorher festgelegte Reihenfolge oder das Los.",
    );
    expect(told(tied, 1, "irv", "de-x-leicht")[1]).toContain("Park und Freibad haben gleich viele Stimmen. Darum wird gelost.");
    expect(told(tied, 1, "meek-prf", "en")[1]).toContain("Park and Freibad have equally few votes; the order fixed before, or the lot, decides.");
  });

  test("who wins which comparison", () => {
    const circle = ["4 1 2 3 0", "3 2 3 1 0", "2 3 1 2 0"];
    expect(told(circle, 1, "ranked-pairs", "de")).toEqual([
      "Je zwei werden verglichen: Wer steht auf mehr Stimmzetteln weiter oben? Gewonnene Vergleiche: Park 1, Freibad 1, Radweg 1. Niemand gewinnt gegen alle anderen.",
      "Freibad kommt vor Radweg: 7 gegen 2 Stimmzettel.",
      "Park kommt vor Freibad: 6 gegen 3 Stimmzettel.",
      "Dass Radweg gegen Park gewinnt (5 gegen 4), bleibt außer Acht: Deutlichere Vergleiche sagen schon das Gegenteil.",
      "Platz 1: Park. Gewählt ist: Park.",
      "Platz 2: Freibad.",
      "Platz 3: Radweg.",
    ]);
    expect(told(circle, 1, "schulze", "en").slice(1, 3)).toEqual([
      "A chain of won comparisons leads from Park to Freibad, the weakest with 6 votes; on the way back the weakest has 5.",
      "A chain of won comparisons leads from Park to Radweg, the weakest with 6 votes; on the way back the weakest has 5.",
    ]);
  });
});
