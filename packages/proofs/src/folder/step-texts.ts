import type { NotVerified } from "./problem.ts";
import type { Step } from "./verify.ts";

/** `de-x-leicht` is plain German. */
export type ReportLanguage = "en" | "de" | "de-x-leicht";
export const REPORT_LANGUAGES: readonly ReportLanguage[] = ["en", "de", "de-x-leicht"];

type Texts = { readonly [Check in Step["check"]]: (step: Step & { check: Check }) => string } & {
  readonly verified: string;
  readonly notVerified: (problem: NotVerified) => string;
};

const amount = (count: number, one: string, many: string) => `${count.toLocaleString("en").replaceAll(",", " ")} ${count === 1 ? one : many}`;

const en: Texts = {
  files: (step) =>
    `Files: all ${step.files} files are there, complete, and signed by the ballot's authority. Ballot: “${step.title}”. Fingerprint of its rules: ${step.definitionHash}. Compare it with the one made public at opening.`,
  log: (step) =>
    `Log: the ballot box only ever added entries. All ${amount(step.checkpoints, "signed checkpoint fits", "signed checkpoints fit")} the ${amount(step.entries, "entry", "entries")}, from the frozen rules to the last vote.${amended(step, "Amendments", "Incidents")}`,
  votes: (step) =>
    `Votes: ${amount(step.votes, "vote is", "votes are")} opened, each exactly as it was logged, allowed by the rules${step.secrecy === "secret" ? ", with a valid anonymous credential and signed by its voter's own key" : ""}. Of each voter only the last one counts: ${step.counted}.`,
  people: (step) =>
    `Voters: ${step.eligible === null ? "nobody counted who was eligible" : `${step.eligible} were eligible`}, ${amount(step.issued, "credential was", "credentials were")} issued, ${step.online} voted online and ${step.papers} on paper. Nobody is counted twice; papers match the roll.`,
  result: (step) =>
    step.aborted
      ? "Result: the ballot was aborted; there is none."
      : `Result: counted again by “${step.method}” from the votes in this folder: the same tally, the same lots, the same winners: ${step.winners.join(", ") || "none"}.`,
  receipts: (step) => `Receipts: ${amount(step.receipts, "receipt is", "receipts are")} genuine, and the vote is in the log.`,
  verified: "VERIFIED. Everything that these files can show is right.",
  notVerified: ({ reason, where, message }) => `NOT VERIFIED: ${reason} in ${where}. ${message}`,
};

const de: Texts = {
  files: (step) =>
    `Dateien: Alle ${step.files} Dateien sind da, vollständig und von der zuständigen Stelle unterschrieben. Abstimmung: „${step.title}“. Fingerabdruck der Regeln: ${step.definitionHash}. Vergleichen Sie ihn mit dem, der bei der Eröffnung bekannt gemacht wurde.`,
  log: (step) =>
    `Protokoll: In die Wahlurne kam immer nur etwas hinzu, nichts wurde entfernt oder geändert. Alle ${step.checkpoints} unterschriebenen Zwischenstände passen zu den ${step.entries} Einträgen.${amended(step, "Änderungen", "Vorfälle")}`,
  votes: (step) =>
    `Stimmen: ${step.votes} Stimmen liegen offen, jede genau so, wie sie protokolliert wurde, und jede nach den Regeln gültig${step.secrecy === "secret" ? ", mit gültiger anonymer Stimmberechtigung und Unterschrift" : ""}. Je Person zählt nur die letzte: ${step.counted}.`,
  people: (step) =>
    `Abstimmende: ${step.eligible === null ? "Wie viele teilnehmen durften, wurde nicht gezählt" : `${step.eligible} durften teilnehmen`}, ${step.issued} Stimmberechtigungen wurden ausgegeben, ${step.online} Personen stimmten online ab und ${step.papers} auf Papier. Niemand zählt doppelt; die Papierstimmen passen zum Verzeichnis.`,
  result: (step) =>
    step.aborted
      ? "Ergebnis: Die Abstimmung wurde abgebrochen; es gibt keines."
      : `Ergebnis: Nach der Regel „${step.method}“ aus den Stimmen in diesem Ordner neu gezählt: dieselben Summen, dieselben Lose, dieselben Gewinner: ${step.winners.join(", ") || "keine"}.`,
  receipts: (step) => `Quittungen: ${step.receipts} geprüft, echt, und die Stimme ist im Protokoll.`,
  verified: "GEPRÜFT. Alles, was diese Dateien zeigen können, stimmt.",
  notVerified: ({ reason, where, message }) => `NICHT IN ORDNUNG: ${reason} in ${where}. ${message}`,
};

const plain: Texts = {
  files: (step) =>
    `Die Dateien: Alle ${step.files} Dateien sind da. Niemand hat sie geändert. Die Abstimmung heißt: „${step.title}“. Die Regeln haben diese Nummer: ${step.definitionHash}.`,
  log: (step) =>
    `Die Wahl-Urne: In der Wahl-Urne sind ${step.entries} Einträge. Niemand hat etwas weggenommen. Niemand hat etwas geändert.${amended(step, "Änderungen", "Vorfälle")}`,
  votes: (step) =>
    `Die Stimmen: Wir haben ${step.votes} Stimmen geprüft. Alle Stimmen sind gültig. Von jeder Person zählt nur die letzte Stimme. Das sind ${step.counted} Stimmen.`,
  people: (step) =>
    `Die Menschen: ${step.online} Menschen haben im Internet abgestimmt. ${step.papers} Menschen haben auf Papier abgestimmt. Niemand zählt doppelt.`,
  result: (step) =>
    step.aborted
      ? "Das Ergebnis: Die Abstimmung wurde abgebrochen. Es gibt kein Ergebnis."
      : `Das Ergebnis: Wir haben neu gezählt. Das Ergebnis stimmt. Gewonnen hat: ${step.winners.join(", ") || "niemand"}.`,
  receipts: (step) => `Ihre Quittung: Wir haben ${step.receipts} geprüft. Die Stimme ist dabei.`,
  verified: "ALLES STIMMT.",
  notVerified: ({ reason, where, message }) => `HIER STIMMT ETWAS NICHT: ${reason} in ${where}. ${message}`,
};

const catalogue: Record<ReportLanguage, Texts> = { en, de, "de-x-leicht": plain };

/** One step in a sentence or two that a citizen can follow. */
export function stepText(step: Step, language: ReportLanguage): string {
  const tell = catalogue[language][step.check] as (step: Step) => string;
  return tell(step);
}

export function verifiedText(language: ReportLanguage): string {
  return catalogue[language].verified;
}

/** The first thing wrong; the reason's code and the explanation are the same in every language. */
export function notVerifiedText(problem: NotVerified, language: ReportLanguage): string {
  return catalogue[language].notVerified(problem);
}

function amended(step: Step & { check: "log" }, amendments: string, incidents: string): string {
  const parts = [
    step.amendments > 0 ? ` ${amendments}: ${step.amendments}.` : "",
    step.incidents.length > 0 ? ` ${incidents}: ${step.incidents.join("; ")}.` : "",
  ];
  return parts.join("");
}
