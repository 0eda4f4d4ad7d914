/** `README.txt` of every published ballot. German, then plain German (Leichte Sprache), then English. */
export const FOLDER_README = `ABSTIMMUNG ZUM NACHPRÜFEN

Dieser Ordner enthält alles, was man braucht, um diese Abstimmung nachzuprüfen:
die Regeln, alle Stimmen ohne Namen, das Protokoll der Wahlurne und das Ergebnis.
Sie können ihn mit zwei voneinander unabhängigen Programmen prüfen:

  teilhabe verify ORDNER
  python3 verify.py ORDNER

Beide sagen, was sie geprüft haben, und was nicht stimmt, wenn etwas nicht stimmt.
Haben Sie eine Quittung? Mit --receipt DATEI prüfen Sie, ob Ihre Stimme dabei ist.
Vergleichen Sie den Fingerabdruck der Regeln mit dem, der bei der Eröffnung
bekannt gemacht wurde.

IN LEICHTER SPRACHE

In diesem Ordner sind alle Stimmen von der Abstimmung.
Die Namen stehen nicht dabei.
Jeder darf nachzählen.
Ein Computer-Programm hilft Ihnen dabei.
Das Programm sagt: Alles stimmt. Oder: Hier ist ein Fehler.

A VOTE ANYONE CAN CHECK

This folder holds all that is needed to check this ballot: its rules, all votes
without names, the log of the ballot box, and the result. Two programs that share
no code can check it; both say what they checked, and what is wrong if anything is.
The format is documented in docs/ballot-format.md of Teilhabe.
`;
