import { on, type Reaction } from "@teilhabe/platform/module";
import { erasureDocument, personDocument } from "../domain/documents.ts";
import { noteForgotten } from "../domain/note-forgotten.ts";
import { forgotten } from "../services-with-data.ts";

/** Services answer in any order; one person's answers are taken one after the other. */
export const noteWhoHasForgotten: readonly Reaction[] = forgotten.map(({ service, event }) =>
  on(event, `note-that-${service}-has-forgotten`, async (desk, { person }, asked) => {
    const erased = await desk.load(personDocument, person);
    if (erased?.state.stage !== "erased") return undefined;
    return noteForgotten(await desk.load(erasureDocument, erased.state.erasure), service, asked.at);
  }),
);
