import { addPapers } from "@teilhabe/contracts/ballot-box/service-operations";
import type { TaskHandler } from "@teilhabe/platform/module";
import { remove } from "@teilhabe/platform/rule";
import { ballotKind, paperBatchKind } from "../domain/documents.ts";
import { sealBoxTask } from "../domain/tasks.ts";
import { answered, type Context, type OnBallot } from "./on-ballot.ts";

/** Puts a confirmed batch into the box, and forgets its papers once they are there. A ballot that waited for them can then be sealed. */
export function logPapers({ ask }: Context): TaskHandler<OnBallot & { batch: string }> {
  return async (desk, { ballot, batch }, { atMs }) => {
    const id = `${ballot}:${batch}`;
    const known = (await desk.load(paperBatchKind, id))?.state;
    if (known?.stage !== "confirmed") return undefined;
    const { papers, ...content } = known.content;
    const numbered = papers.map((choice, n) => ({ choice, nonce: known.nonces[n] ?? "" }));
    answered(await ask(addPapers, { ballot, batch, ...content, papers: numbered }), `the batch ${batch} is not in the box`);
    const isClosing = (await desk.load(ballotKind, ballot))?.state.stage === "closing";
    return { writes: [remove(paperBatchKind, id)], tasks: isClosing ? [sealBoxTask(ballot, atMs)] : [], answer: undefined };
  };
}
