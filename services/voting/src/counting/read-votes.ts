import { listOpenings } from "@teilhabe/contracts/ballot-box/operations";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { Choice } from "@teilhabe/contracts/voting/choice";
import type { Definition } from "@teilhabe/contracts/voting/definition";
import type { Ask } from "@teilhabe/platform/module";
import { type VoteGroups, voteGroups } from "../domain/group-votes.ts";

/** A page of openings may take so long. */
const PAGE_TIMEOUT_MS = 15_000;

/** Reads the last vote of each voter from the sealed box, page by page, and groups those that say the same. */
export async function readVotes(ask: Ask, definition: Definition): Promise<VoteGroups> {
  const votes = voteGroups(definition);
  const { ballot } = definition;
  for (let after: string | undefined; ; ) {
    const page = await ask(listOpenings, { ballot, ...(after !== undefined && { after }) }, { timeoutMs: PAGE_TIMEOUT_MS });
    if (isRefusal(page)) throw new Error(`the box of ballot ${ballot} does not give its votes: ${page.refused}`);
    for (const { choice } of page.openings) votes.add(Choice.parse(JSON.parse(choice)));
    after = page.next;
    if (after === undefined) return votes;
  }
}
