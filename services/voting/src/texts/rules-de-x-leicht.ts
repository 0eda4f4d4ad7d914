import type { RulesFacts, Section } from "./rules-facts.ts";

/** Plain German (Leichte Sprache): short sentences, one thought each, no foreign words. */
export function rulesInPlainGerman(facts: RulesFacts): readonly Section[] {
  return [
    { heading: "Wer darf abstimmen?", paragraphs: eligibility(facts) },
    { heading: "Wie geht das?", paragraphs: paper(facts) },
    { heading: "Wie wird gezählt?", paragraphs: counting(facts) },
    { heading: "Wann ist die Abstimmung?", paragraphs: times(facts) },
    { heading: "Wer kann meine Stimme sehen?", paragraphs: [...SECRECY[facts.secrecy], ...forgetting(facts)] },
  ];
}

function eligibility({ eligibility: { minimumAssurance, minimumAge, maximumAge, districts, roll } }: RulesFacts): string[] {
  return [
    "Jeder Mensch hat eine Stimme.",
    "Sie können im Internet abstimmen. Manchmal geht es auch auf Papier. Oder mit Hilfe.",
    "Sie müssen sich für einen Weg entscheiden.",
    ...(minimumAge === undefined ? [] : [`Sie müssen ${minimumAge} Jahre alt sein. Oder älter.`]),
    ...(maximumAge === undefined ? [] : [`Sie dürfen nicht älter als ${maximumAge} Jahre sein.`]),
    ...(districts === undefined ? [] : [`Sie müssen hier wohnen: ${districts.join(" oder ")}.`]),
    ...(minimumAssurance === 0 ? [] : ["Die Stadt muss wissen, wer Sie sind."]),
    ...(roll === "none" ? [] : ["Ihr Name muss auf einer Liste stehen. Die Liste hat die Stadt."]),
    ...(roll === "code" ? ["Sie brauchen den Code aus dem Brief."] : []),
  ];
}

function paper({ paper: p, options, maxSumCost, budget }: RulesFacts): string[] {
  const most = p.kind === "choose-1" ? 1 : Math.min(p.maxLength ?? options, options);
  return [
    ...PAPER[p.kind],
    p.minLength === most ? `Sie wählen genau ${most}.` : `Sie können bis zu ${most} wählen.`,
    ...(p.minLength > 1 && p.minLength !== most ? [`Sie müssen mindestens ${p.minLength} wählen.`] : []),
    ...(p.maxPoints === undefined ? [] : [`Ein Vorschlag kann höchstens ${p.maxPoints} Punkte bekommen.`]),
    ...(p.maxSumPoints === undefined ? [] : [`Sie haben zusammen ${p.maxSumPoints} Punkte.`]),
    ...(p.maxSumSquares === undefined ? [] : ["Viele Punkte für einen Vorschlag sind teuer."]),
    ...(maxSumCost === undefined ? [] : [`Zusammen darf es nicht mehr als ${maxSumCost.toLocaleString("de")} ${budget?.currency ?? ""} kosten.`]),
    "Im Internet können Sie Ihre Stimme ändern. Das geht bis zum Ende.",
    "Ihre letzte Stimme zählt.",
  ];
}

const PAPER = {
  approval: ["Was finden Sie gut?", "Kreuzen Sie es an."],
  "choose-1": ["Was finden Sie am besten?", "Kreuzen Sie es an."],
  ordinal: ["Was finden Sie am besten?", "Das kommt zuerst.", "Dann kommt das Nächste."],
  cumulative: ["Sie haben Punkte.", "Geben Sie die Punkte den Vorschlägen, die Sie gut finden."],
  scoring: ["Geben Sie den Vorschlägen Punkte.", "Viele Punkte heißt: Das ist gut."],
};

function counting({ methodId, budget, minScore }: RulesFacts): string[] {
  return [
    ...(METHODS[methodId] ?? ["Die Regel steht fest.", "Sie können sie nachlesen."]),
    ...(budget === undefined ? [] : [`Es gibt ${budget.amount.toLocaleString("de")} ${budget.currency}.`]),
    ...(minScore === undefined ? [] : [`Ein Vorschlag braucht mindestens ${minScore} Stimmen.`]),
    "Vor dem Ende kennt niemand das Ergebnis.",
  ];
}

const SEVERAL = ["Es gibt mehrere Gewinner.", "Wer genug Stimmen hat, gewinnt.", "Stimmen, die nicht gebraucht werden, gehen weiter."];
const PAIRS = ["Immer 2 Vorschläge werden verglichen.", "Welcher steht öfter weiter oben?", "Am Ende gewinnt der Stärkste."];

/** For each method of counting, one in plain German. */
export const METHODS: Readonly<Record<string, readonly string[]>> = {
  plurality: ["Der Vorschlag mit den meisten Stimmen gewinnt."],
  approval: ["Der Vorschlag mit den meisten Kreuzen gewinnt."],
  score: ["Der Vorschlag mit den besten Noten gewinnt."],
  points: ["Der Vorschlag mit den meisten Punkten gewinnt."],
  quadratic: ["Der Vorschlag mit den meisten Punkten gewinnt."],
  irv: [
    "Wer mehr als die Hälfte der Stimmen hat, gewinnt.",
    "Sonst fällt der Schwächste weg.",
    "Seine Stimmen gehen weiter.",
    "Dann wird neu gezählt.",
  ],
  "scottish-stv": SEVERAL,
  "wigm-prf": SEVERAL,
  "meek-prf": SEVERAL,
  schulze: PAIRS,
  "ranked-pairs": PAIRS,
  greedy: ["Der Vorschlag mit den meisten Stimmen kommt zuerst.", "Dann der nächste.", "So lange, wie das Geld reicht."],
  "equal-shares": [
    "Jeder bekommt in Gedanken gleich viel Geld.",
    "Alle, die einen Vorschlag gut finden, legen ihr Geld zusammen.",
    "Reicht das Geld, dann wird der Vorschlag gemacht.",
  ],
  phragmen: [
    "Alle sparen in Gedanken gleich schnell.",
    "Alle, die einen Vorschlag gut finden, legen ihr Geld zusammen.",
    "Reicht das Geld, dann wird der Vorschlag gemacht.",
  ],
};

function times({ opensAt, closesAt, withdrawn }: RulesFacts): string[] {
  return [
    `Sie beginnt am ${time(opensAt)}.`,
    `Sie endet am ${time(closesAt)}.`,
    "Die Regeln bleiben gleich.",
    ...(withdrawn.length === 0 ? [] : [`Diese Vorschläge gibt es nicht mehr: ${withdrawn.join(", ")}.`]),
  ];
}

const SECRECY = {
  open: ["Die Abstimmung ist offen.", "Alle können sehen, wie Sie abgestimmt haben."],
  confidential: ["Ihr Name steht nicht bei Ihrer Stimme.", "Nur mit einem Geheimnis kann man es herausfinden.", "Das Geheimnis wird gelöscht."],
  secret: [
    "Die Abstimmung ist geheim.",
    "Niemand kann nachsehen, wie Sie abgestimmt haben.",
    "Ihr Handy oder Ihr Computer macht einen geheimen Schlüssel.",
    "Sie bekommen einen Code. Schreiben Sie ihn auf!",
    "Geht Ihr Gerät kaputt? Dann brauchen Sie den Code.",
    "Ohne Gerät und ohne Code können Sie nicht mehr abstimmen. Auch nicht auf Papier.",
    "Zeigen Sie den Code niemandem. Wer ihn hat, kann für Sie abstimmen.",
  ],
};

function forgetting({ objectionDays }: RulesFacts): string[] {
  return [`${objectionDays} Tage nach dem Ergebnis wird gelöscht, dass Sie mitgemacht haben.`];
}

function time(date: Date): string {
  return `${date.toLocaleString("de-DE", { timeZone: "Europe/Berlin", dateStyle: "long", timeStyle: "short" })} Uhr`;
}
