import type { RulesFacts, Section } from "./rules-facts.ts";

/** German. */
export function rulesInGerman(facts: RulesFacts): readonly Section[] {
  return [
    { heading: "Wer abstimmen darf", paragraphs: eligibility(facts) },
    { heading: "Wie der Stimmzettel ausgefüllt wird", paragraphs: paper(facts) },
    { heading: "Wie ausgezählt wird", paragraphs: counting(facts) },
    { heading: "Wenn es gleich steht", paragraphs: ties(facts) },
    { heading: "Wann", paragraphs: times(facts) },
    { heading: "Wer Ihre Stimme sehen kann", paragraphs: [...SECRECY[facts.secrecy], forgetting(facts)] },
    { heading: "Was Sie prüfen können", paragraphs: CHECKS },
  ];
}

function eligibility({ eligibility: { minimumAssurance, minimumAge, maximumAge, districts, roll } }: RulesFacts): string[] {
  return [
    "Jede Person kann an dieser Abstimmung einmal teilnehmen, auf einem Weg: online, und wo das angeboten wird, auf Papier oder mit Hilfe. Wer für einen Weg eingetragen ist, kann keinen anderen mehr nehmen.",
    ...(minimumAge === undefined ? [] : [`Sie müssen bei der Eröffnung mindestens ${minimumAge} Jahre alt sein.`]),
    ...(maximumAge === undefined ? [] : [`Sie dürfen bei der Eröffnung höchstens ${maximumAge} Jahre alt sein.`]),
    ...(districts === undefined ? [] : [`Sie müssen in einem dieser Bezirke wohnen: ${districts.join(", ")}.`]),
    ...(minimumAssurance === 0 ? [] : [`Ihre Identität muss mindestens auf Stufe ${minimumAssurance} von 4 geprüft sein.`]),
    ...(roll === "none" ? [] : [`Sie müssen im Verzeichnis der Stimmberechtigten stehen. Gefunden werden Sie dort über ${ROLL[roll]}.`]),
  ];
}

const ROLL = { person: "Ihre Anmeldung", email: "Ihre bestätigte E-Mail-Adresse", code: "den Code aus Ihrem Brief" };

function paper({ paper: p, options, maxSumCost, budget }: RulesFacts): string[] {
  const most = p.kind === "choose-1" ? 1 : Math.min(p.maxLength ?? options, options);
  return [
    PAPER[p.kind],
    p.minLength === most ? `Zu wählen: genau ${most} von ${options}.` : `Zu wählen: mindestens ${p.minLength}, höchstens ${most} von ${options}.`,
    ...(p.equalRanks === true ? ["Mehrere Vorschläge dürfen auf demselben Rang stehen."] : []),
    ...(p.maxPoints === undefined ? [] : [`Ein Vorschlag bekommt höchstens ${p.maxPoints} Punkte.`]),
    ...(p.minPoints === undefined ? [] : [`Ein Vorschlag, den Sie bewerten, bekommt mindestens ${p.minPoints} Punkte.`]),
    ...(p.minSumPoints === undefined ? [] : [`Zusammen vergeben Sie mindestens ${p.minSumPoints} Punkte.`]),
    ...(p.maxSumPoints === undefined ? [] : [`Zusammen vergeben Sie höchstens ${p.maxSumPoints} Punkte.`]),
    ...(p.maxSumSquares === undefined ? [] : [`Punkte kosten ihr Quadrat: 2 Punkte kosten 4, 3 Punkte 9. Sie können ${p.maxSumSquares} ausgeben.`]),
    ...(maxSumCost === undefined
      ? []
      : [`Was Sie wählen, darf zusammen höchstens ${maxSumCost.toLocaleString("de")} ${budget?.currency ?? ""} kosten.`]),
    "Online können Sie Ihre Stimme bis zum Ende ändern. Die letzte zählt.",
  ];
}

const PAPER = {
  approval: "Kreuzen Sie an, was Sie gut finden.",
  "choose-1": "Kreuzen Sie an, was Sie am besten finden.",
  ordinal: "Ordnen Sie: das Beste zuerst.",
  cumulative: "Verteilen Sie Punkte.",
  scoring: "Bewerten Sie mit Punkten.",
};

function counting({ methodId, source, parameters, budget, minScore }: RulesFacts): string[] {
  return [
    METHODS[methodId] ?? `Ausgezählt wird nach dem Verfahren „${methodId}“.`,
    ...(budget === undefined ? [] : [`Verteilt werden ${budget.amount.toLocaleString("de")} ${budget.currency}.`]),
    ...(minScore === undefined ? [] : [`Wer weniger als ${minScore} Stimmen oder Punkte bekommt, kann nicht gewinnen.`]),
    `Das Verfahren: ${methodId}${source === "" ? "" : ` (${source})`}. Alle Einstellungen: ${parameters.map(([name, value]) => `${name} = ${value}`).join(", ") || "keine"}.`,
    "Vor dem Ende sieht niemand ein Ergebnis, auch die Verwaltung nicht.",
  ];
}

/** For each method of counting, one for citizens. */
export const METHODS: Readonly<Record<string, string>> = {
  plurality: "Wer die meisten Stimmen hat, gewinnt.",
  approval: "Wer auf den meisten Stimmzetteln angekreuzt ist, gewinnt.",
  score: "Die Bewertungen jedes Vorschlags werden zusammengezählt oder gemittelt. Der höchste Wert gewinnt.",
  points: "Die Punkte jedes Vorschlags werden zusammengezählt. Die meisten Punkte gewinnen.",
  quadratic: "Die Punkte jedes Vorschlags werden zusammengezählt; viele Punkte für denselben Vorschlag kosten die Wählenden immer mehr.",
  irv: "Wer von mehr als der Hälfte zuerst genannt ist, gewinnt. Sonst scheidet aus, wer am wenigsten hat, und diese Stimmzettel zählen für die Nächsten, die auf ihnen stehen.",
  "scottish-stv":
    "Mehrere Plätze werden vergeben. Wer genug Stimmen hat, ist gewählt; was darüber hinausgeht, und die Stimmzettel derer, die ausscheiden, zählen für die Nächsten, die auf ihnen stehen.",
  "wigm-prf":
    "Mehrere Plätze werden vergeben. Wer genug Stimmen hat, ist gewählt; was darüber hinausgeht, und die Stimmzettel derer, die ausscheiden, zählen für die Nächsten, die auf ihnen stehen.",
  "meek-prf":
    "Mehrere Plätze werden vergeben. Gewählte behalten von jedem Stimmzettel nur so viel, wie sie brauchen; der Rest zählt für die Nächsten, die auf ihm stehen. Das wird in jedem Schritt neu ausgerechnet.",
  schulze:
    "Je zwei Vorschläge werden verglichen: Wer steht auf mehr Stimmzetteln weiter oben? Es gewinnt, wer die anderen direkt oder über Umwege stärker schlägt als umgekehrt.",
  "ranked-pairs":
    "Je zwei Vorschläge werden verglichen. Die deutlichsten Siege gelten zuerst; ein Sieg, der den deutlicheren widerspricht, gilt nicht.",
  greedy: "Die Projekte werden nach Stimmen geordnet und der Reihe nach bezahlt, solange das Geld reicht.",
  "equal-shares":
    "Das Geld wird in Gedanken gleich auf alle verteilt, die abstimmen. Ein Projekt wird bezahlt, wenn die, die es gewählt haben, es zusammen bezahlen können; zuerst das, das für sie am günstigsten ist.",
  phragmen:
    "Alle, die abstimmen, sparen in Gedanken gleich schnell. Sobald die, die ein Projekt gewählt haben, es zusammen bezahlen können, wird es bezahlt.",
};

function ties({ ties: { rules, lot, seedFrom } }: RulesFacts): string[] {
  const chain = rules.map((rule) => TIE_RULES[rule]);
  const last =
    lot === "seed"
      ? `entscheidet ein Los, das jeder nachrechnen kann. Es kommt aus: ${seedFrom ?? ""}`
      : "entscheidet die Kennung des Vorschlags (die kleinere in der Reihenfolge der Zeichen)";
  return [...chain.map((rule) => `Bei Gleichstand gewinnt zuerst ${rule}.`), `Bleibt es gleich, ${last}. Jeder Gleichstand steht im Ergebnis.`];
}

const TIE_RULES = {
  "lower-cost": "was weniger kostet",
  "higher-cost": "was mehr kostet",
  "listed-first": "was weiter oben auf dem Stimmzettel steht",
};

function times({ opensAt, closesAt, graceSeconds, withdrawn }: RulesFacts): string[] {
  return [
    `Vom ${time(opensAt)} bis zum ${time(closesAt)}.`,
    `Es zählt, wann Ihre Stimme ankommt. Stimmen, die schon unterwegs sind, werden noch ${graceSeconds} Sekunden lang angenommen.`,
    "Papiere, die bis dahin abgegeben sind, werden danach noch eingegeben: von zwei Personen unabhängig voneinander. Ausgezählt wird, wenn es für alle, die dafür eingetragen sind, ein Papier gibt; eines, das nie zurückkam, zählt als ungültig.",
    "Nach der Eröffnung werden die Regeln nicht mehr geändert. Eine Verlängerung, ein Abbruch oder das Streichen eines Vorschlags wird mit Grund veröffentlicht; Stimmen für einen gestrichenen Vorschlag zählen für die anderen weiter.",
    ...(withdrawn.length === 0 ? [] : [`Gestrichen: ${withdrawn.join(", ")}.`]),
  ];
}

const SECRECY = {
  open: ["Die Abstimmung ist offen: Man kann nachsehen, wer wie gestimmt hat."],
  confidential: [
    "Die Abstimmung ist vertraulich: Bei Ihrer Stimme steht nicht Ihr Name, sondern ein Schlüssel. Nur mit dem Geheimnis dieser Abstimmung ließe er sich Ihnen zuordnen, und das Geheimnis wird gelöscht.",
  ],
  secret: [
    "Die Abstimmung ist geheim: Aus dem, was gespeichert und veröffentlicht wird, kann niemand sehen, welche Stimme Ihre ist. Ihr Gerät macht dafür einen eigenen Schlüssel.",
    "Holen Sie Ihre Stimmberechtigung früh und stimmen Sie später ab. Schreiben Sie den Wiederherstellungs-Code auf: Ohne Ihr Gerät und ohne den Code können Sie nicht mehr abstimmen und Ihre Stimme nicht mehr ändern, auch nicht auf Papier. Eine zweite Stimmberechtigung gibt es nicht.",
    "Wer den Code hat, kann an Ihrer Stelle abstimmen. Zeigen Sie ihn niemandem.",
  ],
};

function forgetting({ objectionDays, secrecy }: RulesFacts): string {
  if (secrecy === "secret") return `${objectionDays} Tage nach dem Ergebnis wird gelöscht, was über Ihre Teilnahme gespeichert ist.`;
  return `${objectionDays} Tage nach dem Ergebnis wird gelöscht, was Stimmen mit Personen verbindet und was über Ihre Teilnahme gespeichert ist.`;
}

const CHECKS = [
  "Die Regeln haben einen Fingerabdruck (SHA-256), der vor der ersten Stimme feststeht und veröffentlicht ist.",
  "Für jede angenommene Stimme bekommen Sie eine unterschriebene Quittung. Sie sagt nicht, wie Sie gestimmt haben.",
];

function time(date: Date): string {
  return `${date.toLocaleString("de-DE", { timeZone: "Europe/Berlin", dateStyle: "long", timeStyle: "short" })} Uhr`;
}
