import { createHmac } from "node:crypto";
import type { World } from "@teilhabe/platform/clock";
import { fromBase64Url, toBase64Url, toHex } from "@teilhabe/proofs/bytes";
import { newNoteKeys } from "@teilhabe/proofs/note-keys";
import type { Authority, BallotKeys } from "./domain/admission.ts";

const KEY_BYTES = 32;

/** New secrets of one ballot. */
export function newBallotKeys(world: World): BallotKeys {
  return { personKey: toBase64Url(world.randomBytes(KEY_BYTES)), macKey: toBase64Url(world.randomBytes(KEY_BYTES)) };
}

/** A new key with which voting signs what it publishes of a ballot. @param publicUrl where the platform is reached */
export function newAuthority(world: World, publicUrl: string, ballot: string): Authority {
  const host = publicUrl.replace(/^[a-z]+:\/\//, "").replace(/\/$/, "");
  const seed = world.randomBytes(KEY_BYTES);
  return { seed: toHex(seed), authorityKey: newNoteKeys(`${host}/v1/ballots/${ballot}/authority`, seed).verifierKey };
}

type Keyed = Pick<BallotKeys, "personKey">;

/** The id of a person's claim. Without the ballot's key it leads to nobody; and it is another hash than the voter key, so that it does not lead to votes. */
export function claimIdOf(keys: Keyed, ballot: string, person: string): string {
  return `${ballot}:${hashed(keys, "claim", person)}`;
}

/** The key under which the box keeps a person's votes in a confidential ballot: 64 lower-case hex digits. */
export function voterKeyOf(keys: Keyed, person: string): string {
  return hashed(keys, "voter", person);
}

/** The id of an entry of the roll. @param identification as `identificationOf` spells it */
export function rollIdOf(keys: Keyed, roll: string, identification: string): string {
  return `${roll}:${hashed(keys, "roll", identification)}`;
}

/** Names what is on the papers of a batch, without saying it to anybody who has not the ballot's key. @param content canonical */
export function paperDigestOf(keys: Keyed, content: string): string {
  return hashed(keys, "papers", content);
}

function hashed({ personKey }: Keyed, what: string, value: string): string {
  return createHmac("sha256", fromBase64Url(personKey)).update(`teilhabe/${what}/v1\n${value}`).digest("hex");
}
