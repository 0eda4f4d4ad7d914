import { addPapers } from "@teilhabe/contracts/ballot-box/service-operations";
import type { TaskHandler } from "@teilhabe/platform/module";
import { remove } from "@teilhabe/platform/rule";
import { ballotKind, paperBatchKind, papersKind } from "../domain/documents.ts";
import { NO_PAPERS } from "../domain/papers.ts";
import { purgePapersTask, sealBoxTask } from "../domain/tasks.ts";
import { answered, type Context, type OnBallot } from "./on-ballot.ts";

/** Batches deleted in one commit: each may fill a message. */
const PURGED_AT_ONCE_MAX = 20;

/** Puts a confirmed batch into the box, and forgets its papers once they are there. A ballot that waited for them can then be sealed; one that was aborted takes none. */
export function logPapers({ ask }: Context): TaskHandler<OnBallot & { batch: string }> {
  return async (desk, { ballot, batch }, { atMs }) => {
    const id = `${ballot}:${batch}`;
    const known = (await desk.load(paperBatchKind, id))?.state;
    if (known?.stage !== "confirmed") return undefined;
    const stage = (await desk.load(ballotKind, ballot))?.state.stage;
    if (stage !== "open" && stage !== "closing") return undefined;
    const { papers, ...content } = known.content;
    const numbered = papers.map((choice, n) => ({ choice, nonce: known.nonces[n] ?? "" }));
    answered(await ask(addPapers, { ballot, batch, ...content, papers: numbered }), `the batch ${batch} is not in the box`);
    return { writes: [remove(paperBatchKind, id)], tasks: stage === "closing" ? [sealBoxTask(ballot, atMs)] : [], answer: undefined };
  };
}

/** Once the box is sealed: batches that only one officer entered, or that were on their way when the ballot was aborted, say what somebody chose and who read it. */
export const purgePapers: TaskHandler<OnBallot & { page: number }> = async (desk, { ballot, page }, { atMs }) => {
  const { batches } = (await desk.load(papersKind, ballot))?.state ?? NO_PAPERS;
  const names = Object.keys(batches)
    .sort()
    .slice(page * PURGED_AT_ONCE_MAX, (page + 1) * PURGED_AT_ONCE_MAX);
  if (names.length === 0) return undefined;
  const left = await desk.loadMany(
    paperBatchKind,
    names.map((batch) => `${ballot}:${batch}`),
  );
  const writes = left.flatMap((batch) => (batch === undefined ? [] : [remove(paperBatchKind, batch.id)]));
  return { writes, tasks: [purgePapersTask(ballot, page + 1, atMs)], answer: undefined };
};
