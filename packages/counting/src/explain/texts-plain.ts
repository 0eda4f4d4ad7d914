import type { LeftOutReason, Needed } from "../budget/rounds.ts";
import type { Texts, Words } from "./words.ts";

/** German in Leichte Sprache: short sentences, one thought each, no foreign words. */
export const inPlainGerman: Texts = {
  and: "und",
  decimal: ",",
  thousand: ".",
  vote: ["Stimme", "Stimmen"],
  point: ["Punkt", "Punkte"],
  choice: {
    quorum: ({ needed, took, reached }, { number }) =>
      `${number(took)} Menschen haben mitgemacht. ${number(needed)} Menschen mussten mitmachen. ${reached ? "Das reicht." : "Das reicht nicht. Darum gewinnt niemand."}`,
    chosen: ({ option, tally }, { name, votes }) => `${name(option)} gewinnt. Das sind ${votes(tally)}.`,
    "not-chosen": ({ option, tally, reason, needed }, words) => {
      const why = {
        "fewer-votes": "Andere haben mehr.",
        "no-votes": "Das ist zu wenig.",
        "below-threshold": "Das ist zu wenig.",
        "below-share": "Das ist ein zu kleiner Teil.",
        "behind-none": "Genauso viele oder mehr Menschen wollen nichts davon.",
        withdrawn: "Man kann es nicht mehr wählen.",
        "no-quorum": "Zu wenige Menschen haben mitgemacht.",
      }[reason];
      const enough = needed === undefined ? "" : ` ${words.votes(needed)} mehr: Das hätte gereicht.`;
      return `${words.name(option)} gewinnt nicht. Das sind ${words.votes(tally)}. ${why}${enough}`;
    },
  },
  budget: {
    budget: ({ budget, projects }, { money, number }) => `Es gibt ${money(budget)}. Es gibt ${number(projects)} Vorschläge.`,
    endowment: ({ endowment, voters, runs }, { money, number }) =>
      `${number(voters)} Menschen haben abgestimmt. Alle bekommen gleich viel Geld zum Ausgeben: ${money(endowment)}.` +
      (runs === 1 ? "" : " So viel kann jeder Mensch haben. Bei mehr reicht das Geld der Stadt nicht."),
    funded: ({ option, cost, left, tally, byHand }, { name, money, votes }) =>
      byHand === undefined
        ? `${name(option)} bekommt Geld. Dafür gab es ${votes(tally)}. Das kostet ${money(cost)}. Jetzt sind noch ${money(left)} da.`
        : `${name(option)} bekommt Geld. Das hat die Stadt so entschieden. Der Grund: ${byHand}. Jetzt sind noch ${money(left)} da.`,
    bought: ({ option, cost, each, left }, { name, money, points }) =>
      `${name(option)} bekommt Geld. Das kostet ${money(cost)}. Alle mit einer Stimme dafür zahlen mit. ` +
      `${points ? "Für jeden Punkt zahlt man" : "Jeder Mensch zahlt"} höchstens ${money(each)}. Die Stadt hat jetzt noch ${money(left)}.`,
    "bought-by-load": ({ option, cost, left }, { name, money }) =>
      `${name(option)} bekommt Geld. Das kostet ${money(cost)}. Die Menschen mit einer Stimme dafür haben das Geld als Nächste zusammen. Die Stadt hat jetzt noch ${money(left)}.`,
    "left-out": ({ option, cost, reason, limit, byHand, needed }, words) =>
      `${words.name(option)} bekommt kein Geld. Das kostet ${words.money(cost)}. ${reasonText(reason, limit, byHand, words)}${neededText(needed, reason, words)}`,
    compared: ({ preferFirst, preferGreedy, taken }, { number }) =>
      `Wir haben zwei Arten zu zählen verglichen. Die erste Art heißt: gleiche Anteile. Sie ist für ${number(preferFirst)} Menschen besser. ` +
      `Die zweite Art heißt: die meisten Stimmen zuerst. Sie ist für ${number(preferGreedy)} Menschen besser. ` +
      `Darum gilt: ${taken === "greedy" ? "die meisten Stimmen zuerst" : "gleiche Anteile"}.`,
  },
  lot: ({ tied, drawn, by }, { name, names }) => {
    const how = {
      seed: "Das Los hat entschieden.",
      "option-id": "Die Nummer hat entschieden.",
      "fixed-rule": "Eine Regel von vorher hat entschieden.",
    }[by];
    return `${names(tied)} sind gleich. ${how} ${name(drawn)} ist dran.`;
  },
};

function reasonText(reason: LeftOutReason, limit: number | undefined, byHand: string | undefined, { money, votes }: Words): string {
  const texts: Record<LeftOutReason, string> = {
    "no-votes": "Niemand hat dafür gestimmt.",
    "below-threshold": `Man braucht mindestens ${votes(limit ?? 0)}.`,
    "above-budget": `Es kostet mehr als alles Geld, das da ist. Das sind ${money(limit ?? 0)}.`,
    "does-not-fit": `Es waren nur noch ${money(limit ?? 0)} da.`,
    "after-first-misfit": "Vorher war das Geld schon zu wenig. Da war Schluss.",
    "group-taken": "Ein ähnlicher Vorschlag hat schon gewonnen. Nur einer davon geht.",
    "left-out-by-hand": `Das hat die Stadt so entschieden. Der Grund: ${byHand ?? ""}.`,
    "supporters-cannot-pay": `Die Menschen mit einer Stimme dafür haben zusammen nur noch ${money(limit ?? 0)}.`,
    "pre-filter": "Es kostet viel. Dafür sind es zu wenige Stimmen.",
    withdrawn: "Man kann es nicht mehr wählen.",
  };
  return texts[reason];
}

function neededText(needed: Needed | undefined, reason: LeftOutReason, { money, votes }: Words): string {
  const ways = [
    ...(needed?.votes === undefined ? [] : [`${votes(needed.votes)} mehr: Das hätte gereicht.`]),
    ...(needed?.cost === undefined ? [] : [`Kosten von ${money(needed.cost)}: Das hätte${needed.votes === undefined ? "" : " auch"} gereicht.`]),
  ];
  const condition = ways.length > 0 && reason === "supporters-cannot-pay" ? ["Aber nur, wenn jeder Mensch gleich viel Geld hat wie jetzt."] : [];
  return [...ways, ...condition].map((way) => ` ${way}`).join("");
}
