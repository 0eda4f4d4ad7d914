import type { LeftOutReason, Needed } from "../budget/rounds.ts";
import type { Texts, Words } from "./words.ts";

/** German for everyone who reads a newspaper. */
export const inGerman: Texts = {
  and: "und",
  decimal: ",",
  thousand: ".",
  vote: ["Stimme", "Stimmen"],
  point: ["Punkt", "Punkte"],
  choice: {
    quorum: ({ needed, took, reached }, { number }) =>
      `Beteiligt haben sich ${number(took)} Personen; nötig waren ${number(needed)}. ${reached ? "Die Abstimmung gilt." : "Deshalb ist niemand gewählt."}`,
    chosen: ({ option, tally }, { name, votes }) => `„${name(option)}“ ist gewählt mit ${votes(tally)}.`,
    "not-chosen": ({ option, tally, reason, needed }, words) => {
      const why = {
        "fewer-votes": "andere hatten mehr",
        "no-votes": "das reicht nie",
        "below-threshold": "das liegt unter der Mindestzahl",
        "below-share": "das ist ein zu kleiner Anteil",
        "behind-none": "das ist nicht mehr, als „nichts davon“ bekommen hat",
        withdrawn: "es wurde zurückgezogen",
        "no-quorum": "die nötige Beteiligung wurde verfehlt",
      }[reason];
      const enough = needed === undefined ? "" : ` ${words.votes(needed)} mehr hätten gereicht.`;
      return `„${words.name(option)}“ hat ${words.votes(tally)} und ist nicht gewählt: ${why}.${enough}`;
    },
  },
  budget: {
    budget: ({ budget, projects }, { money, number }) => `Für ${number(projects)} Projekte stehen zusammen ${money(budget)} bereit.`,
    endowment: ({ endowment, voters, runs }, { money, number }) =>
      `Das Geld gehört allen ${number(voters)} Abstimmenden zu gleichen Teilen: ${money(endowment)} für jede Person.` +
      (runs === 1
        ? ""
        : ` Dieser Betrag ist in ${number(runs)} Durchgängen gefunden: Er stieg Schritt für Schritt, solange das Budget für alle Gewinner reichte.`),
    funded: ({ option, cost, tally, left, byHand }, { name, money, votes }) =>
      byHand === undefined
        ? `„${name(option)}“ wird gefördert: ${votes(tally)}, Kosten ${money(cost)}. Übrig bleiben ${money(left)}.`
        : `„${name(option)}“ wird durch eine Entscheidung von Hand gefördert. Begründung: ${byHand}. Kosten ${money(cost)}, übrig bleiben ${money(left)}.`,
    bought: ({ option, cost, each, exhausted, left }, { name, money, number, points }) =>
      `„${name(option)}“ wird gefördert: Die Kosten von ${money(cost)} teilen sich alle, die dafür gestimmt haben, mit höchstens ${money(each)} ${points ? "je Punkt" : "pro Person"}.` +
      (exhausted === 0
        ? ""
        : ` ${exhausted === 1 ? "Eine Person davon hat" : `${number(exhausted)} von ihnen haben`} damit ihr ganzes Geld ausgegeben.`) +
      ` Vom Budget sind noch ${money(left)} frei.`,
    "bought-by-load": ({ option, cost, tally, load, left }, { name, money, votes }) =>
      `„${name(option)}“ wird gefördert: Wer dafür gestimmt hat (${votes(tally)}), hat die Kosten von ${money(cost)} als Nächstes beisammen, sobald alle Abstimmenden je ${money(load)} erhalten haben. Vom Budget bleiben ${money(left)}.`,
    "left-out": ({ option, tally, cost, reason, limit, byHand, needed }, words) =>
      `„${words.name(option)}“ (${words.votes(tally)}, ${words.money(cost)}) wird nicht gefördert: ${reasonText(reason, limit, byHand, words)}.${neededText(needed, reason, words)}`,
    compared: ({ preferFirst, preferGreedy, indifferent, taken }, { number }) =>
      `Vergleich mit der Auswahl nach Stimmenzahl: ${number(preferFirst)} Personen sind mit der Methode der gleichen Anteile besser bedient, ${number(preferGreedy)} mit der Auswahl nach Stimmenzahl, ` +
      `${number(indifferent)} mit beiden gleich. Es gilt ${taken === "greedy" ? "die Auswahl nach Stimmenzahl" : "die Methode der gleichen Anteile"}.`,
  },
  lot: ({ tied, drawn, by }, { name, names }) => {
    const how = {
      seed: "Das Los aus der öffentlich bestimmten Zufallszahl fiel auf",
      "option-id": "Ohne Zufallszahl entschied die Kennung; an der Reihe war",
      "fixed-rule": "Die vorher festgelegte Regel entschied für",
    }[by];
    return `Gleichstand zwischen ${names(tied)}. ${how} „${name(drawn)}“.`;
  },
};

function reasonText(reason: LeftOutReason, limit: number | undefined, byHand: string | undefined, { money, votes }: Words): string {
  const texts: Record<LeftOutReason, string> = {
    "no-votes": "niemand hat dafür gestimmt",
    "below-threshold": `verlangt sind mindestens ${votes(limit ?? 0)}`,
    "above-budget": `es kostet mehr als das ganze Budget von ${money(limit ?? 0)}`,
    "does-not-fit": `es waren nur noch ${money(limit ?? 0)} übrig`,
    "after-first-misfit": "die Auswahl endete vorher beim ersten Projekt, für das das Geld nicht reichte",
    "group-taken": "aus derselben Gruppe ist schon ein anderes Projekt gefördert, und nur eines ist möglich",
    "left-out-by-hand": `Entscheidung von Hand. Begründung: ${byHand ?? ""}`,
    "supporters-cannot-pay": `wer dafür gestimmt hat, hat zusammen nur noch ${money(limit ?? 0)}`,
    "pre-filter": "gemessen an den Kosten haben zu wenige dafür gestimmt",
    withdrawn: "es wurde zurückgezogen",
  };
  return texts[reason];
}

function neededText(needed: Needed | undefined, reason: LeftOutReason, { money, votes }: Words): string {
  const ways = [
    ...(needed?.votes === undefined ? [] : [`${votes(needed.votes)} mehr`]),
    ...(needed?.cost === undefined ? [] : [`Kosten von höchstens ${money(needed.cost)}`]),
  ];
  return ways.length === 0
    ? ""
    : ` Gereicht hätten: ${ways.join(" oder ")}${reason === "supporters-cannot-pay" ? ", bei demselben Betrag für jede Person" : ""}.`;
}
