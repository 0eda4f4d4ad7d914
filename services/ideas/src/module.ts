import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { PersonErased, PersonRenamed } from "@teilhabe/contracts/people/events";
import { readNames } from "@teilhabe/contracts/people/operations";
import { defineModule, type ModuleContext } from "@teilhabe/platform/module";
import { ANSWER_OVERDUE } from "./domain/answer-overdue.ts";
import { COUNT_IDEA, COUNT_REPORTS } from "./domain/counting.ts";
import { documents } from "./domain/documents.ts";
import { DROP_TEXT } from "./domain/drop-text.ts";
import { ENTER_PHASE } from "./domain/enter-phase.ts";
import { DROP_FORGOTTEN, FORGET } from "./domain/forget-person.ts";
import { DROP_REPORTS, TELL_REPORTERS } from "./domain/tell-reporters.ts";
import { LEARN_NAME } from "./domain/writer.ts";
import { consultationHandlers } from "./operations/consultations.ts";
import { discussionHandlers } from "./operations/discussion.ts";
import { ideaHandlers } from "./operations/ideas.ts";
import { moderationHandlers } from "./operations/moderation.ts";
import { readPersonData } from "./operations/person-data.ts";
import { ideaReaders } from "./operations/reading-ideas.ts";
import { type IdeasPorts, ideasPorts } from "./ports.ts";
import { forgetErasedPeople } from "./reactions/forget-erased-people.ts";
import { keepShownNames } from "./reactions/keep-shown-names.ts";
import { countIdeaTask, countReportsTask } from "./tasks/counting.ts";
import { answerOverdueTask, dropTextTask, enterPhaseTask } from "./tasks/due.ts";
import { dropForgottenTask, forgetTask } from "./tasks/forgetting.ts";
import { learnNameTask } from "./tasks/naming.ts";
import { dropReportsTask, tellReportersTask } from "./tasks/reports.ts";

export const ideas = defineModule({
  name: "ideas",
  contract: ideasContract,
  asks: [readNames],
  hears: [PersonErased, PersonRenamed],
  documents,
  ports: ideasPorts,
  start(context: ModuleContext<IdeasPorts>) {
    const { ports, ask } = context;
    return {
      operations: {
        ...consultationHandlers(context),
        ...ideaHandlers(context),
        ...ideaReaders(context),
        ...discussionHandlers(context),
        ...moderationHandlers(context),
        readPersonData: readPersonData(context),
      },
      reactions: [forgetErasedPeople, keepShownNames(ask)],
      tasks: {
        [ENTER_PHASE]: enterPhaseTask,
        [COUNT_IDEA]: countIdeaTask(ports.discussion),
        [COUNT_REPORTS]: countReportsTask(ports.discussion),
        [ANSWER_OVERDUE]: answerOverdueTask,
        [DROP_TEXT]: dropTextTask,
        [LEARN_NAME]: learnNameTask(ask),
        [TELL_REPORTERS]: tellReportersTask(ports.discussion),
        [DROP_REPORTS]: dropReportsTask(ports.discussion),
        [FORGET]: forgetTask(ports.persons),
        [DROP_FORGOTTEN]: dropForgottenTask,
      },
    };
  },
});
