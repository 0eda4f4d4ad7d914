/** What a citizen reads, in German, plain German (Leichte Sprache) and English. `{…}` are details of the notice in words. */
export type Words = { readonly title: string; readonly text: string };
export type Wording = { readonly de: Words; readonly "de-x-leicht": Words; readonly en: Words };
export type Tongue = keyof Wording;

/** The best language that the catalogue has: plain German only for those who chose it. */
export function tongueOf(language: string): Tongue {
  if (language === "de-x-leicht") return "de-x-leicht";
  return language.startsWith("de") ? "de" : "en";
}

const w = (title: string, text: string): Words => ({ title, text });

export const catalogue: Readonly<Record<string, Wording>> = {
  "ideas.consultation-opened.v1": {
    de: w("Eine Beteiligung hat begonnen", "Die Beteiligung, der Sie folgen, ist jetzt offen. Phase: {phase}."),
    "de-x-leicht": w("Sie können jetzt mitmachen", "Die Beteiligung ist jetzt offen. Sie können jetzt mitmachen."),
    en: w("A consultation has begun", "The consultation that you follow is open now. Phase: {phase}."),
  },
  "ideas.consultation-phase-changed.v1": {
    de: w("Eine neue Phase hat begonnen", "In der Beteiligung, der Sie folgen, hat eine neue Phase begonnen: {phase}."),
    "de-x-leicht": w("Es geht weiter", "Bei der Beteiligung hat etwas Neues angefangen: {phase}."),
    en: w("A new phase has begun", "In the consultation that you follow a new phase has begun: {phase}."),
  },
  "ideas.idea-published.v1": {
    de: w("Neue Idee", "In der Beteiligung, der Sie folgen, gibt es eine neue Idee."),
    "de-x-leicht": w("Neue Idee", "Jemand hat eine neue Idee aufgeschrieben. Sie können die Idee lesen."),
    en: w("New idea", "There is a new idea in the consultation that you follow."),
  },
  "ideas.idea-withdrawn.v1": {
    de: w("Idee zurückgezogen", "Eine Idee, der Sie folgen, wurde von ihrer Verfasserin oder ihrem Verfasser zurückgezogen."),
    "de-x-leicht": w("Eine Idee ist weg", "Jemand hat seine Idee zurückgenommen. Die Idee gibt es nicht mehr."),
    en: w("Idea withdrawn", "The author took back an idea that you follow."),
  },
  "ideas.idea-moderated.v1": {
    de: w("Entscheidung der Moderation", "Über eine Idee, der Sie folgen, hat die Moderation entschieden: {decision}."),
    "de-x-leicht": w("Die Moderation hat entschieden", "Die Moderation hat eine Idee geprüft. Die Idee ist jetzt {decision}."),
    en: w("Moderators have decided", "Moderators decided on an idea that you follow: {decision}."),
  },
  "ideas.support-threshold-reached.v1": {
    de: w("Genug Unterstützung", "Eine Idee, der Sie folgen, hat so viel Unterstützung, dass die Stadt antworten muss."),
    "de-x-leicht": w("Viele finden die Idee gut", "Viele Menschen finden die Idee gut. Jetzt muss die Stadt antworten."),
    en: w("Enough support", "An idea that you follow has so much support that the city must answer."),
  },
  "ideas.answer-published.v1": {
    de: w("Die Stadt hat geantwortet", "Zu einer Idee, der Sie folgen, gibt es eine Antwort der Stadt: {verdict}."),
    "de-x-leicht": w("Die Stadt hat geantwortet", "Die Stadt hat zu der Idee etwas geschrieben. Die Idee ist {verdict}."),
    en: w("The city has answered", "The city answered an idea that you follow: {verdict}."),
  },
  "ideas.comment-authored.v1": {
    de: w("Neuer Kommentar", "Zu einer Idee, der Sie folgen, oder zu Ihrem Kommentar gibt es einen neuen Kommentar."),
    "de-x-leicht": w("Jemand hat etwas dazu geschrieben", "Jemand hat etwas zu der Idee geschrieben. Sie können es lesen."),
    en: w("New comment", "There is a new comment on an idea that you follow, or an answer to your comment."),
  },
  "ideas.content-moderated.v1": {
    de: w(
      "Entscheidung über Ihren Beitrag",
      "Die Moderation hat über Ihren Beitrag entschieden: {decision}. Grund: {ground}. Die Begründung steht beim Beitrag.",
    ),
    "de-x-leicht": w(
      "Es geht um Ihren Text",
      "Die Moderation hat Ihren Text geprüft. Ihr Text ist jetzt {decision}. Der Grund steht bei Ihrem Text.",
    ),
    en: w(
      "A decision on what you wrote",
      "Moderators decided on what you wrote: {decision}. Ground: {ground}. The statement of reasons is with your contribution.",
    ),
  },
  "ideas.report-decided.v1": {
    de: w("Ihre Meldung wurde geprüft", "Die Moderation hat geprüft, was Sie gemeldet haben: {decision}."),
    "de-x-leicht": w("Danke für Ihre Meldung", "Sie haben einen Text gemeldet. Die Moderation hat ihn geprüft. Der Text ist jetzt {decision}."),
    en: w("Your report was looked at", "Moderators looked at what you reported: {decision}."),
  },
  "voting.ballot-scheduled.v1": {
    de: w("Abstimmung angekündigt", "Eine Abstimmung steht bevor. Regeln und Termine stehen schon fest."),
    "de-x-leicht": w("Bald ist eine Abstimmung", "Bald können Sie abstimmen. Die Regeln können Sie schon lesen."),
    en: w("Ballot announced", "A ballot is coming. Its rules and dates are set."),
  },
  "voting.ballot-opened.v1": {
    de: w("Die Abstimmung hat begonnen", "Sie können jetzt abstimmen. Bis zum Schluss können Sie Ihre Stimme ändern."),
    "de-x-leicht": w("Sie können jetzt abstimmen", "Sie können jetzt abstimmen. Sie können Ihre Stimme später noch ändern."),
    en: w("The ballot is open", "You can vote now. Until the end you can change your vote."),
  },
  "voting.ballot-amended.v1": {
    de: w("Änderung einer Abstimmung", "Bei einer laufenden Abstimmung wurde etwas geändert: {kind}. Der Grund steht bei der Abstimmung."),
    "de-x-leicht": w("Bei der Abstimmung ist etwas anders", "Bei der Abstimmung hat sich etwas geändert: {kind}. Dort steht auch der Grund."),
    en: w("A ballot was changed", "Something was changed in a running ballot: {kind}. The reason is with the ballot."),
  },
  "voting.ballot-closed.v1": {
    de: w("Die Abstimmung ist zu Ende", "Es werden keine Stimmen mehr angenommen. Jetzt wird gezählt."),
    "de-x-leicht": w("Die Abstimmung ist zu Ende", "Die Abstimmung ist zu Ende. Jetzt werden die Stimmen gezählt."),
    en: w("The ballot is closed", "No more votes are taken. They are being counted."),
  },
  "voting.result-published.v1": {
    de: w("Das Ergebnis ist da", "Die Stimmen sind gezählt. Sie können das Ergebnis und seinen Weg Schritt für Schritt nachlesen."),
    "de-x-leicht": w("Das Ergebnis ist da", "Die Stimmen sind gezählt. Sie können jetzt lesen: Wer hat gewonnen?"),
    en: w("The result is out", "The votes are counted. You can read the result and how it came about, step by step."),
  },
  "voting.credential-reissued.v1": {
    de: w(
      "Stimmberechtigung noch einmal ausgestellt",
      "Für Ihr Konto wurde die Berechtigung für eine Abstimmung noch einmal ausgestellt. Waren Sie das nicht, melden Sie sich bitte beim Wahlamt.",
    ),
    "de-x-leicht": w(
      "Haben Sie noch einmal abgestimmt?",
      "Jemand hat mit Ihrem Konto noch einmal abstimmen wollen. Waren Sie das? Wenn nicht: Rufen Sie bitte die Stadt an.",
    ),
    en: w(
      "Your right to vote was issued again",
      "The right to vote was issued once more for your account. If that was not you, please tell the election office.",
    ),
  },
  "capacity.places-appeared.v1": {
    de: w(
      "Es gibt freie Plätze",
      "Bei einem Angebot, dem Sie folgen oder nach dem Sie suchen, sind Plätze frei. Stand: {time} Uhr am {day}. Es ist nichts reserviert.",
    ),
    "de-x-leicht": w(
      "Es gibt freie Plätze",
      "Bei einem Angebot gibt es freie Plätze. So war es um {time} Uhr am {day}. Der Platz ist nicht reserviert. Fragen Sie dort nach.",
    ),
    en: w("There are free places", "An offer that you follow or search for has free places, as of {time} on {day}. This is no reservation."),
  },
  "capacity.offer-withdrawn.v1": {
    de: w("Angebot beendet", "Ein Angebot, dem Sie folgen, gibt es nicht mehr."),
    "de-x-leicht": w("Ein Angebot ist zu Ende", "Das Angebot gibt es nicht mehr."),
    en: w("Offer ended", "An offer that you follow is no longer there."),
  },
  "partners.webhook-disabled.v1": {
    de: w(
      "Webhook abgeschaltet",
      "Einer Ihrer Webhooks wurde abgeschaltet: {reason}. Schalten Sie ihn wieder ein, wenn der Empfänger bereit ist; nichts geht verloren.",
    ),
    "de-x-leicht": w("Webhook abgeschaltet", "Ein Webhook von Ihnen ist aus: {reason}. Sie können ihn wieder einschalten."),
    en: w("Webhook disabled", "One of your webhooks was disabled: {reason}. Enable it again when its receiver is ready; nothing is lost."),
  },
};

type Codes = Readonly<Record<string, Readonly<Record<Tongue, string>>>>;
const c = (de: string, plain: string, en: string) => ({ de, "de-x-leicht": plain, en });

/** Codes in words. A code that is not here is shown as it is. */
export const codes: Codes = {
  inform: c("Information", "Infos lesen", "information"),
  ideas: c("Ideen sammeln", "Ideen aufschreiben", "ideas"),
  review: c("Prüfung", "Die Ideen werden geprüft", "review"),
  vote: c("Abstimmung", "Abstimmen", "vote"),
  decide: c("Entscheidung des Rats", "Der Stadt-Rat entscheidet", "council decision"),
  implement: c("Umsetzung", "Die Stadt macht es jetzt", "implementation"),
  hidden: c("verborgen", "versteckt", "hidden"),
  restored: c("wieder sichtbar", "wieder da", "shown again"),
  kept: c("bleibt sichtbar", "noch da", "kept"),
  accepted: c("angenommen", "angenommen", "accepted"),
  "partly-accepted": c("teilweise angenommen", "zum Teil angenommen", "accepted in part"),
  rejected: c("abgelehnt", "abgelehnt", "rejected"),
  extended: c("verlängert", "Sie haben mehr Zeit", "extended"),
  "closed-early": c("vorzeitig beendet", "früher zu Ende", "closed early"),
  "option-withdrawn": c("eine Möglichkeit ist weggefallen", "eine Sache gibt es nicht mehr", "an option was withdrawn"),
  aborted: c("abgebrochen", "abgebrochen", "aborted"),
  "failed-for-days": c("tagelang kein Erfolg", "er ging viele Tage nicht", "it failed for days"),
  gone: c("der Empfänger meldet sich ab", "der Empfänger ist weg", "its receiver says it is gone"),
};

/** The words of a notice in the reader's language. */
export function wordsFor(about: string, details: Readonly<Record<string, string>>, language: string): Words {
  const tongue = tongueOf(language);
  const wording = catalogue[about]?.[tongue];
  if (wording === undefined) return { title: about, text: about };
  const filled = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => codes[details[name] ?? ""]?.[tongue] ?? details[name] ?? "–");
  return { title: filled(wording.title), text: filled(wording.text) };
}

/** Where a notice leads, below the platform's address. */
export function linkTo(topic: { readonly kind: string; readonly id: string }): string {
  const paths: Readonly<Record<string, string>> = {
    consultation: "consultations",
    idea: "ideas",
    ballot: "ballots",
    offer: "offers",
    webhook: "webhooks",
  };
  return `/v1/${paths[topic.kind] ?? topic.kind}/${topic.id}`;
}
