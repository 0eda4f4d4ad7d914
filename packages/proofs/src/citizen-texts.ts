import type { Secrecy } from "./folder/definition.ts";

/*
 * What a ballot promises its voters, and what it does not, in short: served with each ballot. The long version for councils and auditors is
 * docs/voting-security.md; whoever changes one looks at the other.
 */

export type CitizenLanguage = "de" | "de-x-leicht" | "en";

export type CitizenText = {
  readonly title: string;
  /** What is promised, one sentence or two each. */
  readonly promises: readonly string[];
  /** What remains, as openly. */
  readonly limits: readonly string[];
  /** What a voter can do. */
  readonly advice: readonly string[];
};

type ByPart<Part> = Readonly<Record<Secrecy, readonly Part[]>>;

const titles: Readonly<Record<CitizenLanguage, Readonly<Record<Secrecy, string>>>> = {
  de: { open: "Diese Abstimmung ist offen", confidential: "Diese Abstimmung ist vertraulich", secret: "Diese Abstimmung ist geheim" },
  "de-x-leicht": {
    open: "Alle können sehen, wie Sie abstimmen",
    confidential: "Ihre Stimme ist ohne Ihren Namen",
    secret: "Niemand weiß, wie Sie abstimmen",
  },
  en: { open: "This ballot is open", confidential: "This ballot is confidential", secret: "This ballot is secret" },
};

const secrecyPromises: Readonly<Record<CitizenLanguage, ByPart<string>>> = {
  de: {
    open: ["Bei jeder Stimme steht, von wem sie ist. Nach dem Ende können das alle sehen."],
    confidential: [
      "Bei Ihrer Stimme steht kein Name, sondern ein Kennzeichen. Nur die Stadt kann Kennzeichen und Person verbinden, und auch sie nur, bis der Schlüssel dafür nach der Einspruchsfrist gelöscht ist.",
    ],
    secret: [
      "Die Stelle, die Ihre Stimmberechtigung ausgibt, sieht Ihre Stimme nicht. Die Wahlurne sieht Ihre Stimme, aber nicht, von wem sie ist. Ihre Stimmberechtigung wird verdeckt unterschrieben: wie durch ein Kuvert mit Durchschlagpapier.",
    ],
  },
  "de-x-leicht": {
    open: ["Bei jeder Stimme steht ein Name.", "Nach dem Ende können alle das sehen."],
    confidential: [
      "Bei Ihrer Stimme steht kein Name.",
      "Dort steht eine lange Nummer.",
      "Nur die Stadt kann herausfinden: Zu wem gehört die Nummer?",
      "Später löscht die Stadt das. Dann kann es niemand mehr.",
    ],
    secret: ["Bei Ihrer Stimme steht kein Name.", "Auch die Stadt kann nicht sehen: Von wem ist die Stimme?"],
  },
  en: {
    open: ["Each vote shows whose it is. After closing everybody can see that."],
    confidential: [
      "Your vote carries a code instead of your name. Only the city can connect the two, and only until it deletes the key for it after the objection period.",
    ],
    secret: [
      "The office that gives you the right to vote does not see your vote. The ballot box sees your vote, but not whose it is. Your right to vote is signed blind, as through an envelope with carbon paper.",
    ],
  },
};

const commonPromises: Readonly<Record<CitizenLanguage, readonly string[]>> = {
  de: [
    "Jede Person hat eine Stimme. Bis zum Ende können Sie sie ändern; die letzte zählt.",
    "Sie bekommen eine Quittung. Damit können Sie prüfen, dass Ihre Stimme unverändert in der Wahlurne liegt. Fehlt sie dort, beweist die Quittung den Fehler.",
    "Niemand kann Stimmen unbemerkt entfernen oder ändern: Die Wahlurne veröffentlicht laufend einen Fingerabdruck ihres Inhalts.",
    "Die Regeln stehen vor Beginn fest. Nach dem Ende werden alle Stimmen veröffentlicht, und jeder kann nachzählen.",
    "Vor dem Ende gibt es kein Zwischenergebnis, auch nicht für die Stadt. Bekannt ist nur, wie viele abgestimmt haben.",
  ],
  "de-x-leicht": [
    "Jeder Mensch hat eine Stimme.",
    "Sie können Ihre Stimme ändern. Das geht bis zum Ende. Die letzte Stimme zählt.",
    "Sie bekommen eine Quittung. Eine Quittung ist ein Beleg.",
    "Mit der Quittung prüfen Sie: Ist meine Stimme da?",
    "Nach dem Ende kann jeder nachzählen.",
    "Vor dem Ende weiß niemand, wer gewinnt.",
  ],
  en: [
    "Every person has one vote. Until closing you can change it; the last one counts.",
    "You get a receipt. With it you can check that your vote is in the ballot box unchanged. If it is not there, the receipt proves it.",
    "Nobody can remove or change votes unnoticed: the ballot box keeps publishing a fingerprint of its content.",
    "The rules are fixed before the start. After closing all votes are published, and anybody can recount.",
    "There is no interim result before closing, not for the city either. Only the turnout is known.",
  ],
};

const secrecyLimits: Readonly<Record<CitizenLanguage, ByPart<string>>> = {
  de: {
    open: [],
    confidential: ["Wer Sie beim Abstimmen beobachtet und gleichzeitig das öffentliche Protokoll verfolgt, kann Ihre Stimme später wiedererkennen."],
    secret: [
      "Betreibt eine einzige Stelle beide Teile und hebt sie Verbindungsdaten auf, kann sie aus Zeiten Schlüsse ziehen. Lassen Sie zwischen Stimmberechtigung und Stimme etwas Zeit vergehen.",
      "Verlieren Sie Ihr Gerät und Ihren Wiederherstellungs-Code, können Sie nicht mehr abstimmen, auch nicht auf Papier.",
    ],
  },
  "de-x-leicht": {
    open: [],
    confidential: ["Sieht jemand zu, wenn Sie abstimmen? Dann kann diese Person Ihre Stimme vielleicht später finden."],
    secret: ["Schreiben Sie Ihren Code auf.", "Ohne Gerät und ohne Code können Sie nicht mehr abstimmen. Auch nicht auf Papier."],
  },
  en: {
    open: [],
    confidential: ["Somebody who watches you vote and follows the public log at the same time may recognise your vote later."],
    secret: [
      "If one operator runs both parts and keeps connection data, it can draw conclusions from times. Let some time pass between getting the right to vote and voting.",
      "If you lose your device and your recovery code, you can no longer vote, on paper neither.",
    ],
  },
};

const commonLimits: Readonly<Record<CitizenLanguage, readonly string[]>> = {
  de: [
    "Wir können nicht verhindern, dass jemand Sie unter Druck setzt oder Ihre Stimme kaufen will. Sie könnten Ihre Stimme anderen zeigen.",
    "Wir können Ihr Gerät nicht schützen. Schadsoftware könnte eine andere Stimme abgeben. Prüfen Sie Ihre Quittung mit einem zweiten Gerät.",
    "Stimmen alle gleich oder nur sehr wenige, verrät das Ergebnis selbst, wie jemand gestimmt hat. Ein ungewöhnlicher Stimmzettel kann wiedererkannt werden.",
    "Dies ist eine Beteiligung, keine Wahl im Sinne des Grundgesetzes.",
  ],
  "de-x-leicht": [
    "Niemand darf Sie zwingen. Aber wir können das nicht verhindern.",
    "Wir können Ihr Handy und Ihren Computer nicht schützen.",
    "Haben nur wenige Menschen abgestimmt? Dann kann man vielleicht raten, wie Sie abgestimmt haben.",
    "Das hier ist keine Wahl wie die Bundestags-Wahl.",
  ],
  en: [
    "We cannot keep anybody from putting pressure on you or buying your vote. You could show your vote to others.",
    "We cannot protect your device. Malware could cast another vote. Check your receipt with a second device.",
    "If all or only very few vote the same way, the result itself tells how somebody voted. An unusual ballot paper can be recognised.",
    "This is participation, not an election in the sense of the Basic Law.",
  ],
};

const advice: Readonly<Record<CitizenLanguage, ByPart<string>>> = {
  de: {
    open: ["Bewahren Sie die Quittung auf."],
    confidential: ["Bewahren Sie die Quittung auf."],
    secret: ["Bewahren Sie die Quittung auf.", "Schreiben Sie den Wiederherstellungs-Code auf und zeigen Sie ihn niemandem."],
  },
  "de-x-leicht": {
    open: ["Heben Sie die Quittung auf."],
    confidential: ["Heben Sie die Quittung auf."],
    secret: ["Heben Sie die Quittung auf.", "Zeigen Sie Ihren Code niemandem."],
  },
  en: {
    open: ["Keep the receipt."],
    confidential: ["Keep the receipt."],
    secret: ["Keep the receipt.", "Write down the recovery code and show it to nobody."],
  },
};

/** What voters of a ballot are told about its security. */
export function citizenText(secrecy: Secrecy, language: CitizenLanguage): CitizenText {
  return {
    title: titles[language][secrecy],
    promises: [...secrecyPromises[language][secrecy], ...commonPromises[language]],
    limits: [...secrecyLimits[language][secrecy], ...commonLimits[language]],
    advice: advice[language][secrecy],
  };
}
