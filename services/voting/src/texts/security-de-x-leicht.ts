import type { Secrecy } from "@teilhabe/contracts/voting/shapes";
import type { Section } from "./rules-facts.ts";

/** Plain German (Leichte Sprache): short sentences, one thought each, no foreign words. */
export const securityInPlainGerman: Readonly<Record<Secrecy, readonly Section[]>> = {
  open: sections(["Die Abstimmung ist offen.", "Nach dem Ende können alle Ihre Stimme sehen.", "Und man kann sehen: Das ist Ihre Stimme."]),
  confidential: sections([
    "Ihr Name steht nicht bei Ihrer Stimme.",
    "Aber es gibt einen geheimen Schlüssel.",
    "Die Stadt hat den Schlüssel.",
    "Mit dem Schlüssel kann man sehen: Das ist Ihre Stimme.",
    "Nach einiger Zeit löscht die Stadt den Schlüssel.",
    "Sieht jemand zu, wann Sie abstimmen?",
    "Dann kann er vielleicht Ihre Stimme finden.",
  ]),
  secret: sections([
    "Die Abstimmung ist geheim.",
    "Ihre Stimme hat keinen Namen.",
    "Auch die Stadt weiß nicht: Das ist Ihre Stimme.",
    "Sie bekommen einen Code.",
    "Schreiben Sie den Code auf.",
    "Zeigen Sie den Code niemandem.",
    "Ist Ihr Gerät weg? Dann brauchen Sie den Code.",
    "Ohne den Code können Sie dann nicht mehr abstimmen.",
  ]),
};

function sections(secrecy: readonly string[]): readonly Section[] {
  return [
    { heading: "Wer kann meine Stimme sehen?", paragraphs: secrecy },
    {
      heading: "Was verspricht die Stadt?",
      paragraphs: [
        "Sie bekommen eine Quittung.",
        "Eine Quittung ist ein Beweis.",
        "Sie sagt: Ihre Stimme ist angekommen.",
        "Alle Stimmen stehen in einem Protokoll.",
        "Ein Protokoll ist eine Liste.",
        "Niemand kann heimlich etwas aus der Liste löschen.",
        "Die Regeln stehen vorher fest.",
        "Vor dem Ende kennt niemand das Ergebnis.",
      ],
    },
    {
      heading: "Wie kann ich das prüfen?",
      paragraphs: [
        "Nach dem Ende darf jeder nachzählen.",
        "Ein Computer-Programm hilft dabei.",
        "Es sagt: Alles stimmt. Oder: Hier ist ein Fehler.",
        "Haben Sie Ihre Quittung noch?",
        "Dann kann das Programm Ihre Stimme suchen.",
        "Ist Ihre Stimme nicht da?",
        "Dann zeigen Sie die Quittung im Rathaus.",
      ],
    },
    {
      heading: "Was kann trotzdem passieren?",
      paragraphs: [
        "Jemand kann Sie zwingen.",
        "Dann können Sie Ihre Stimme später ändern.",
        "Die letzte Stimme zählt.",
        "Ihr Gerät kann kaputt sein. Oder jemand hat es verändert.",
        "Dann kommt vielleicht eine falsche Stimme an.",
        "Die Stadt sagt, wer abstimmen darf. Das kann man nicht nachzählen.",
        "Stimmen nur wenige Menschen ab?",
        "Dann kann man vielleicht raten, wer wie gestimmt hat.",
      ],
    },
    {
      heading: "Was ist, wenn etwas schiefgeht?",
      paragraphs: ["Dann steht es hier.", "Und es steht im Protokoll.", "Niemand darf das verstecken."],
    },
  ];
}
