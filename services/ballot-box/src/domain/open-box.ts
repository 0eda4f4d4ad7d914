import type { Refusal } from "@teilhabe/contracts/refusal";
import { refuse } from "@teilhabe/contracts/refusal";
import type { Box, Opened } from "./box.ts";

/**
 * The box once it is open, or as it is when it was open already under the same definition.
 * @param box undefined: was never prepared
 */
export function openBox(box: Box | undefined, opened: Opened): Refusal | Exclude<Box, { stage: "prepared" }> {
  if (box === undefined) return refuse("box-not-prepared", "This box was not prepared: ask prepare-box first.");
  if (box.stage === "prepared") return { stage: "open", seed: box.seed, logKey: box.logKey, opened };
  if (box.opened?.definitionHash === opened.definitionHash) return box;
  return anotherDefinition();
}

export function anotherDefinition(): Refusal {
  return refuse("another-definition", "This box was opened or sealed under another definition.");
}
