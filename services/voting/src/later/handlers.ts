import type { TaskHandler } from "@teilhabe/platform/module";
import type { TaskKind } from "../domain/tasks.ts";
import { beginClosingInTime, countVotes, sealTheBox } from "./closing.ts";
import { forgetKeys, purgeClaims, purgeRoll } from "./forgetting.ts";
import { listIssued, signRoll } from "./listing-issued.ts";
import { logPapers, purgePapers } from "./logging-papers.ts";
import type { Context } from "./on-ballot.ts";
import { amendTheBox, beginOpening, openTheBox } from "./opening.ts";
import { publishBallot } from "./publishing.ts";

/** What voting does later; each may come late or twice and then finds nothing to do. */
export function laterHandlers(context: Context): Readonly<Record<TaskKind, TaskHandler>> {
  return {
    "begin-opening": beginOpening,
    "open-box": openTheBox(context),
    "amend-box": amendTheBox(context),
    "begin-closing": beginClosingInTime,
    "seal-box": sealTheBox(context),
    "list-issued": listIssued(context),
    "sign-roll": signRoll(context),
    count: countVotes(context),
    publish: publishBallot(context),
    forget: forgetKeys,
    "log-papers": logPapers(context),
    "purge-claims": purgeClaims(context),
    "purge-papers": purgePapers,
    "purge-roll": purgeRoll(context),
  };
}
