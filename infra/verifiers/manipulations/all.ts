import { credentialManipulations } from "./credentials.ts";
import { fileManipulations } from "./files.ts";
import type { Manipulation } from "./kind.ts";
import { logManipulations } from "./log.ts";
import { peopleManipulations } from "./people.ts";
import { receiptManipulations } from "./receipts.ts";
import { resultManipulations } from "./results.ts";
import { ruleManipulations } from "./rules.ts";
import { voteManipulations } from "./votes.ts";

/** All kinds. */
export const manipulations: readonly Manipulation[] = [
  ...voteManipulations,
  ...credentialManipulations,
  ...ruleManipulations,
  ...peopleManipulations,
  ...logManipulations,
  ...resultManipulations,
  ...receiptManipulations,
  ...fileManipulations,
];
