import { defineContract } from "../contract.ts";
import * as events from "./events.ts";
import * as officers from "./officer-operations.ts";
import { claimForPerson, enterPapers, readPaper } from "./paper-operations.ts";
import * as publication from "./publication-operations.ts";
import * as results from "./result-operations.ts";
import * as roll from "./roll-operations.ts";
import * as services from "./service-operations.ts";
import * as voters from "./voter-operations.ts";

export const votingContract = defineContract({
  service: "voting",
  description:
    "Ballots with frozen rules, rolls, credentials and results. Whoever may vote gets a credential here and sends it with the vote to the ballot box. " +
    "Nobody, not even staff, sees a result before closing.",
  operations: {
    ...{ ...officers, ...roll, ...voters, ...results, ...services, claimForPerson, enterPapers, readPaper },
    readPublication: publication.readPublication,
    readPublishedDocument: publication.readPublishedDocument,
    readSecurity: publication.readSecurity,
    reportBrokenPromise: publication.reportBrokenPromise,
  },
  events: { ...events },
});
