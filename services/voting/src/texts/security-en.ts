import type { Secrecy } from "@teilhabe/contracts/voting/shapes";
import type { Section } from "./rules-facts.ts";

export const securityInEnglish: Readonly<Record<Secrecy, readonly Section[]>> = {
  open: sections([
    "This vote is open. After closing, every vote is published with the id of the person who cast it. While an account exists, its name can be looked up.",
    "Before closing, only the number of voters is public. Whoever runs the ballot box could read votes earlier.",
  ]),
  confidential: sections([
    "This vote is confidential. After closing, every vote is published under a mark instead of a name. Whoever has this ballot's key and the list of persons can connect the two, until the key is deleted after the objection period. For that you have to trust the city.",
    "Confidential is not secret: somebody who knows exactly when you voted, and watches the log, can recognise your entry and read your vote after closing.",
    "Before closing, only the number of voters is public. Whoever runs the ballot box could read votes earlier.",
  ]),
  secret: sections([
    "This vote is secret. Your device makes a key of its own, and the city signs it without seeing it. From then on nobody can say whose key it is, not even with everything that is stored.",
    "Whoever runs both doors of the platform and keeps network logs could compare times and addresses. Get your credential early and vote later; that makes it harder.",
    "Keep your recovery code. Without your device and without this code you can neither vote nor change your vote any more, on paper neither.",
  ]),
};

function sections(secrecy: readonly string[]): readonly Section[] {
  return [
    { heading: "Who can see your vote?", paragraphs: secrecy },
    {
      heading: "What is promised",
      paragraphs: [
        "For every vote that has arrived you get a signed receipt at once. It promises that the vote is in the public log by a stated time.",
        "The log can only grow. Whoever keeps a signed checkpoint notices when something is changed or removed later.",
        "The rules are fixed before the first vote. What is changed after that stands in the log, publicly.",
        "Before closing, the platform knows no result and computes none.",
      ],
    },
    {
      heading: "How to check",
      paragraphs: [
        "After closing, all that a recount needs is published: rules, log, all votes, the list of credentials issued, and the result.",
        "Two programs that have nothing in common work everything out again. With your receipt they also check that your vote is there.",
        "A receipt whose vote is not in the log is proof. Show it to the office that runs the vote, or to the press.",
      ],
    },
    {
      heading: "What remains",
      paragraphs: [
        "Coercion and vote buying: who wants to prove a vote can do so. You can change your vote until closing; the last one counts.",
        "Your device: malware could send something else than you see. It is noticed only if you check with a second device.",
        "The list of those eligible: the city decides who is on it. Only their number in each district is published.",
        "Small groups and rare patterns: if all of a district vote the same, or somebody marks a very unusual ballot, the published result tells more than encryption protects.",
        "This is no election in the sense of electoral law, and not officially certified.",
      ],
    },
    {
      heading: "If something goes wrong",
      paragraphs: ["If the ballot box breaks a promise, or has to be restored from a backup, it stands in the log, and here as an incident."],
    },
  ];
}
