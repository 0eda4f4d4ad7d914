import { on, type Reaction } from "@teilhabe/platform/module";
import { actDocument } from "../domain/documents.ts";
import { recordAct } from "../domain/record-act.ts";
import { actsRecorded } from "../services-with-data.ts";

/** Every act of staff, in whichever service, becomes an entry of the audit list. */
export const recordActs: readonly Reaction[] = actsRecorded.map(({ service, event }) =>
  on(event, `record-acts-of-${service}`, async (desk, { person, operation, object, reason, at }, asked, { id }) => {
    const known = await desk.load(actDocument, `${service}/${id}`);
    if (known !== undefined) return undefined;
    return recordAct(id, { service, person, operation, object, ...(reason !== undefined && { reason }), at }, asked);
  }),
);
