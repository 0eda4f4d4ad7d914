import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import { MessageTooLarge } from "../bus/errors.ts";
import { COMMIT_PARTS_MAX, type Commit } from "./store.ts";

/** Ids a caller may load at once. */
export const LOAD_MANY_MAX = 1_000;

/**
 * What no adapter takes, and every adapter refuses alike before anything is written.
 * @returns the events as the text that is stored and sent, in the order of `commit.facts`
 * @throws RangeError when the commit has too many parts
 * @throws MessageTooLarge when an event could never be sent
 */
export function checkedEventTexts(commit: Commit): readonly string[] {
  const facts = commit.facts ?? [];
  const parts = facts.length + (commit.writes?.length ?? 0) + (commit.tasks?.length ?? 0);
  if (parts > COMMIT_PARTS_MAX) {
    throw new RangeError(`commit ${commit.id} has ${parts} parts; at most ${COMMIT_PARTS_MAX} go together: page the work into tasks`);
  }
  return facts.map(({ event }) => eventText(event));
}

/** @throws MessageTooLarge */
export function eventText(event: { readonly id: string }): string {
  const text = JSON.stringify(event);
  // No text has more than three bytes of UTF-8 for each of its UTF-16 code units.
  if (text.length * 3 <= MESSAGE_BYTES_MAX) return text;
  const bytes = Buffer.byteLength(text);
  if (bytes > MESSAGE_BYTES_MAX) throw new MessageTooLarge(`event ${event.id}`, bytes, MESSAGE_BYTES_MAX);
  return text;
}
