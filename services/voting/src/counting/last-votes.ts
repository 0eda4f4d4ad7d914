import { canonicalText } from "@teilhabe/proofs/canonical-json";
import type { OpenedVote } from "@teilhabe/proofs/folder/documents";

/** The last vote of each voter, page by page: choices as canonical JSON. @param pages sorted by key and seq */
export async function* lastVotes(pages: AsyncIterable<readonly OpenedVote[]>): AsyncGenerator<readonly string[]> {
  let last: OpenedVote | undefined;
  for await (const page of pages) {
    const choices: string[] = [];
    for (const vote of page) {
      if (last !== undefined && last.key !== vote.key) choices.push(canonicalText(last.choice));
      last = vote;
    }
    yield choices;
  }
  if (last !== undefined) yield [canonicalText(last.choice)];
}
