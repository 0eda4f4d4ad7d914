import { PersonRenamed } from "@teilhabe/contracts/people/events";
import { type Ask, on, type Reaction } from "@teilhabe/platform/module";
import { learnNameOf } from "../tasks/naming.ts";

export function keepShownNames(ask: Ask): Reaction {
  return on(PersonRenamed, "keep-shown-names", (desk, { person }) => learnNameOf(desk, ask, person));
}
