import { listOpenings } from "@teilhabe/contracts/ballot-box/operations";
import type { Opening } from "@teilhabe/contracts/ballot-box/shapes";
import { isRefusal } from "@teilhabe/contracts/refusal";
import type { Ask } from "@teilhabe/platform/module";

/** A page of openings may take so long. */
const PAGE_TIMEOUT_MS = 15_000;

/** The last vote of each voter in a sealed box, page by page: choices as canonical JSON. */
export async function* readVotes(ask: Ask, ballot: string): AsyncGenerator<readonly string[]> {
  let last: Opening | undefined;
  for (let after: string | undefined; ; ) {
    const page = await ask(listOpenings, { ballot, ...(after !== undefined && { after }) }, { timeoutMs: PAGE_TIMEOUT_MS });
    if (isRefusal(page)) throw new Error(`the box of ballot ${ballot} does not give its votes: ${page.refused}`);
    const choices: string[] = [];
    for (const opening of page.openings) {
      if (last !== undefined && last.key !== opening.key) choices.push(last.choice);
      last = opening;
    }
    after = page.next;
    if (after === undefined && last !== undefined) choices.push(last.choice);
    yield choices;
    if (after === undefined) return;
  }
}
