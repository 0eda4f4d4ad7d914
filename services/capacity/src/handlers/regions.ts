import type { capacityContract } from "@teilhabe/contracts/capacity/contract";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom, readCursor } from "@teilhabe/platform/paging";
import { regionDocument, regionObservationDocument } from "../domain/documents.ts";
import { putRegion } from "../domain/put-region.ts";
import { noRegion, regionObservationShown, regionShown } from "../domain/region.ts";
import { observationsIn, reportRegion } from "../domain/report-region.ts";
import type { CapacityQueries } from "../queries/capacity-queries.ts";
import { badCursor } from "./bad-cursor.ts";

type Handlers = HandlersOf<typeof capacityContract>;
type Handled = "putRegion" | "listRegions" | "readRegion" | "reportRegion" | "listRegionObservations";

export function regionHandlers({ store, decide, ports }: ModuleContext<CapacityQueries>): Pick<Handlers, Handled> {
  return {
    putRegion: decide(async (desk, input, asked) => putRegion(await desk.load(regionDocument, input.region), input, asked)),
    async listRegions({ after, limit }, asked) {
      const from = after === undefined ? [undefined] : readCursor(after, ["string"]);
      if (from === undefined) return badCursor();
      const page = pageFrom(await ports.regions(from[0], limit + 1), limit, (last) => cursorOf([last.id]));
      return { ...page, items: page.items.map((one) => regionShown(one.id, one.version, one.state, asked.atMs)) };
    },
    async readRegion({ region }, asked) {
      const found = await store.load(regionDocument, region);
      return found === undefined ? noRegion() : regionShown(found.id, found.version, found.state, asked.atMs);
    },
    reportRegion: decide(async (desk, input, asked) => {
      const region = await desk.load(regionDocument, input.region);
      const known = await desk.loadMany(
        regionObservationDocument,
        observationsIn(input).map(({ id }) => id),
      );
      return reportRegion({ region, known }, input, asked);
    }),
    async listRegionObservations({ region, unit, after, limit }) {
      if ((await store.load(regionDocument, region)) === undefined) return noRegion();
      const from = after === undefined ? [undefined] : readCursor(after, ["number", "string"]);
      if (from === undefined) return badCursor();
      const [validAtMs, id = ""] = from;
      const before = validAtMs === undefined ? undefined : { validAtMs, id };
      const found = await ports.regionObservations({ region, unit, before, limit: limit + 1 });
      const page = pageFrom(found, limit, (last) => cursorOf([last.state.validAtMs, last.id]));
      return { ...page, items: page.items.map(({ state }) => regionObservationShown(state)) };
    },
  };
}
