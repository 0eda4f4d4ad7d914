import { ballotBoxContract } from "@teilhabe/contracts/ballot-box/contract";
import { PersonForgotten } from "@teilhabe/contracts/ballot-box/events";
import { factOf } from "@teilhabe/contracts/event";
import { PersonErased } from "@teilhabe/contracts/people/events";
import { readBoxKey } from "@teilhabe/contracts/voting/service-operations";
import { gathering } from "@teilhabe/platform/gather";
import { defineModule, on } from "@teilhabe/platform/module";
import { boxHandlers } from "./boxes.ts";
import { castingVotes } from "./casting.ts";
import { announcedKind, boxKind, definitionKind, epochKind } from "./documents.ts";
import { CATCH_UP, catchUp, catchUpTask, LOG_VOTES, logVotes, pendingNotes } from "./log/log-tasks.ts";
import { publicReads } from "./log/public-reads.ts";
import { sequencer } from "./log/sequencer.ts";
import { openBoxes } from "./open-boxes.ts";
import { addingPapers } from "./papers.ts";
import { type BoxPorts, boxPorts } from "./ports.ts";
import { readingHandlers } from "./reading.ts";
import { noticeRestore, resumingLog } from "./restored.ts";
import { signing } from "./signing.ts";

export const ballotBox = defineModule<typeof ballotBoxContract, BoxPorts>({
  name: "ballot-box",
  contract: ballotBoxContract,
  asks: [readBoxKey],
  hears: [PersonErased],
  documents: [boxKind, definitionKind, announcedKind, epochKind],
  ports: boxPorts,
  async start(context) {
    await noticeRestore(context);
    const { store, ports, decide, world, log } = context;
    const receipts = signing();
    const boxes = openBoxes(store, receipts);
    const logging = { boxes, sequencer: sequencer(ports.log, world.randomBytes) };
    return {
      operations: {
        ...boxHandlers(context, logging.sequencer),
        ...readingHandlers(context),
        ...publicReads(context),
        resumeLog: resumingLog(context, logging.sequencer),
        addPapers: addingPapers(context, logging),
        castVote: castingVotes({ boxes, keep: gathering((offered) => ports.votes.keep(offered)), pending: pendingNotes(decide, log, world) }),
      },
      tasks: { [LOG_VOTES]: logVotes(logging), [CATCH_UP]: catchUp(ports.log) },
      firstTasks: [catchUpTask(world.nowMs())],
      stop: receipts.close,
      reactions: [
        // Votes name nobody, but in open ballots, where they are public by the voter's own choice (README).
        on(PersonErased, "answer-erasure", async (_desk, { person }) => ({ facts: [factOf(PersonForgotten, { person })], answer: undefined })),
      ],
    };
  },
});
