import type { listOpenings, readPersonData, readTurnout } from "@teilhabe/contracts/ballot-box/operations";
import { OPENINGS_MAX } from "@teilhabe/contracts/ballot-box/shapes";
import { refuse } from "@teilhabe/contracts/refusal";
import type { Handler, ModuleContext } from "@teilhabe/platform/module";
import { PAGE_BYTES_MAX, pageFrom } from "@teilhabe/platform/paging";
import { boxKind } from "./documents.ts";
import type { BoxPorts } from "./ports.ts";

/** A copy of a person's data names at most so many votes. */
const VOTES_OF_A_PERSON_MAX = 1_000;

/** What may be read: the turnout by anyone, votes only after the seal, a person's own votes by `people`. */
export function readingHandlers({ store, ports: { votes, log } }: ModuleContext<BoxPorts>) {
  const turnout: Handler<typeof readTurnout> = async ({ ballot }) => {
    const box = await store.load(boxKind, ballot);
    if (box === undefined || box.state.stage === "prepared") return refuse("ballot-not-open", "There is no open ballot under this id.");
    return { ballot, voters: (await log.head(ballot)).voters, sealed: box.state.stage === "sealed" };
  };

  const openings: Handler<typeof listOpenings> = async ({ ballot, after }) => {
    const box = await store.load(boxKind, ballot);
    if (box?.state.stage !== "sealed") return refuse("box-not-sealed", "This box is not sealed; its votes are not read.");
    const found = await votes.openings(ballot, after, OPENINGS_MAX + 1);
    const page = pageFrom(found, OPENINGS_MAX, (last) => last.cursor, PAGE_BYTES_MAX);
    return { openings: page.items.map(({ cursor: _, ...opening }) => opening), ...(page.next !== undefined && { next: page.next }) };
  };

  const personData: Handler<typeof readPersonData> = async ({ person }) => ({
    data: {
      openVotes: (await votes.votesOf(person, VOTES_OF_A_PERSON_MAX)).map(({ ballot, seq, choice, day = "" }) => ({ ballot, seq, choice, day })),
    },
  });

  return { readTurnout: turnout, listOpenings: openings, readPersonData: personData };
}
