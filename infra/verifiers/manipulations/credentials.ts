import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { byKeyAndSeq, castVote, credentialFor, secretPerson, settle } from "../made-up-ballot.ts";
import { onlineVotes, otherChoice, replace } from "./ballot-tampering.ts";
import { insider, type Manipulation } from "./kind.ts";
import { known } from "./known.ts";

/** Credentials that are unknown, used again, or no longer good. */
export const credentialManipulations: readonly Manipulation[] = [
  insider("a credential was signed by another key than the ballot's issuer", "secret", "credential-invalid", (ballot, random) => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const person = secretPerson(ballot, "nord", createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })));
    castVote(ballot, person, { seq: 1, choice: { options: ["park"] } }, random);
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
  insider("a credential is used again by another key", "secret", "credential-invalid", (ballot, random) => {
    const [used] = onlineVotes(ballot);
    castVote(ballot, { ...secretPerson(ballot, "nord"), credential: used?.credential ?? "" }, { seq: 1, choice: { options: ["park"] } }, random);
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
  insider("a credential is from another ballot of the same issuer", "secret", "credential-invalid", (ballot, random) => {
    const other = { ...ballot, definition: { ...ballot.definition, title: "Eine andere Abstimmung" } };
    const person = secretPerson(ballot, "nord");
    castVote(
      ballot,
      { ...person, credential: credentialFor(other, person.key, known(ballot.keys.issuer)) },
      { seq: 1, choice: { options: ["park"] } },
      random,
    );
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
  insider("a credential had expired before the vote was cast", "confidential", "credential-expired", (ballot) => {
    const [vote] = onlineVotes(ballot);
    ballot.issued = ballot.issued.map((issued) => (issued.name === vote?.key ? { ...issued, validUntil: "2026-11-19" } : issued));
  }),
  insider("a vote is not signed by its voter", "secret", "vote-signature-wrong", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, choice: otherChoice(vote.choice) }), true);
    settle(ballot);
  }),
  insider("a voter's key is not one", "secret", "key-malformed", (ballot, random) => {
    replace(ballot, random, (vote) => ({ ...vote, key: `${vote.key.slice(2)}` }), true);
    ballot.openings.sort(byKeyAndSeq);
    settle(ballot);
  }),
];
