import type { Secrecy } from "@teilhabe/contracts/voting/shapes";
import type { Section } from "./rules-facts.ts";

/** For citizens and councils: the short version of docs/voting-security.md. */
export const securityInGerman: Readonly<Record<Secrecy, readonly Section[]>> = {
  open: sections([
    "Diese Abstimmung ist offen. Nach dem Ende wird jede Stimme mit der Kennung der Person veröffentlicht, die sie abgegeben hat. Solange ein Konto besteht, kann man den Namen dazu nachschlagen.",
    "Vor dem Ende ist öffentlich nur, wie viele abgestimmt haben. Wer die Wahlurne betreibt, könnte die Stimmen schon vorher lesen.",
  ]),
  confidential: sections([
    "Diese Abstimmung ist vertraulich. Nach dem Ende wird jede Stimme veröffentlicht, mit einem Kennzeichen statt des Namens. Wer den Schlüssel dieser Abstimmung und die Liste der Personen hat, kann beides verbinden, bis der Schlüssel nach der Einspruchsfrist gelöscht wird. Das müssen Sie der Stadt glauben.",
    "Vertraulich ist nicht geheim: Wer weiß, wann genau Sie abgestimmt haben, und das Protokoll dabei verfolgt, kann Ihren Eintrag erkennen und nach dem Ende Ihre Stimme lesen.",
    "Vor dem Ende ist öffentlich nur, wie viele abgestimmt haben. Wer die Wahlurne betreibt, könnte die Stimmen schon vorher lesen.",
  ]),
  secret: sections([
    "Diese Abstimmung ist geheim. Ihr Gerät erzeugt einen eigenen Schlüssel, und die Stadt unterschreibt ihn, ohne ihn zu sehen. Danach kann auch mit allen gespeicherten Daten niemand sagen, wem der Schlüssel gehört.",
    "Wer beide Eingänge der Plattform betreibt und Netzwerk-Protokolle aufbewahrt, könnte Zeiten und Adressen vergleichen. Holen Sie Ihre Stimmberechtigung früh und stimmen Sie später ab; das macht es schwerer.",
    "Bewahren Sie Ihren Wiederherstellungs-Code auf. Ohne Ihr Gerät und ohne diesen Code können Sie nicht mehr abstimmen und Ihre Stimme nicht mehr ändern, auch nicht auf Papier.",
  ]),
};

function sections(secrecy: readonly string[]): readonly Section[] {
  return [
    { heading: "Wer kann Ihre Stimme sehen?", paragraphs: secrecy },
    {
      heading: "Was versprochen wird",
      paragraphs: [
        "Für jede Stimme, die angekommen ist, bekommen Sie sofort eine unterschriebene Quittung. Sie verspricht: Diese Stimme steht bis zu einem genannten Zeitpunkt im öffentlichen Protokoll.",
        "Das Protokoll kann nur wachsen. Wer einen unterschriebenen Zwischenstand aufbewahrt, merkt es, wenn später etwas geändert oder gelöscht wird.",
        "Die Regeln stehen vor der ersten Stimme fest. Was danach noch geändert wird, steht öffentlich im Protokoll.",
        "Vor dem Ende kennt die Plattform kein Ergebnis und rechnet keines aus.",
      ],
    },
    {
      heading: "So prüfen Sie nach",
      paragraphs: [
        "Nach dem Ende wird alles veröffentlicht, was man zum Nachzählen braucht: Regeln, Protokoll, alle Stimmen, die Liste der ausgegebenen Stimmberechtigungen und das Ergebnis.",
        "Zwei Programme, die nichts miteinander gemeinsam haben, rechnen alles nach. Mit Ihrer Quittung prüfen sie auch, ob Ihre Stimme dabei ist.",
        "Eine Quittung, deren Stimme nicht im Protokoll steht, ist ein Beweis. Zeigen Sie sie der Stelle, die die Abstimmung durchführt, oder der Presse.",
      ],
    },
    {
      heading: "Was bleibt",
      paragraphs: [
        "Zwang und Stimmenkauf: Wer seine Stimme beweisen will, kann das. Bis zum Ende können Sie Ihre Stimme ändern; die letzte zählt.",
        "Ihr Gerät: Schadsoftware könnte etwas anderes abschicken, als Sie sehen. Das fällt nur auf, wenn Sie mit einem zweiten Gerät nachprüfen.",
        "Die Liste der Stimmberechtigten: Ob alle darauf stehen und nur Berechtigte, entscheidet die Stadt. Veröffentlicht wird nur, wie viele es je Bezirk sind.",
        "Kleine Gruppen und seltene Muster: Wenn in einem Bezirk alle gleich stimmen oder jemand sehr ungewöhnlich ankreuzt, verrät das veröffentlichte Ergebnis mehr, als die Verschlüsselung schützt.",
        "Diese Abstimmung ist keine Wahl im Sinne der Wahlgesetze und nicht amtlich zertifiziert.",
      ],
    },
    {
      heading: "Wenn etwas schiefgeht",
      paragraphs: [
        "Bricht die Wahlurne ein Versprechen oder muss sie aus einer Sicherung wiederhergestellt werden, dann steht das im Protokoll und hier als Vorfall.",
      ],
    },
  ];
}
