import type { Region } from "@teilhabe/contracts/capacity/region-shapes";
import { type Loaded, put, type Rule } from "@teilhabe/platform/rule";
import { regionDocument } from "./documents.ts";
import { type RegionState, regionShown } from "./region.ts";

type Input = { readonly region: string } & Omit<RegionState, "latest">;

export const putRegion: Rule<Loaded<RegionState> | undefined, Input, Region> = (known, { region, name, level, reportEveryMinutes }, asked) => {
  const state: RegionState = { name, level, reportEveryMinutes, latest: known?.state.latest ?? [] };
  const version = known?.version ?? 0;
  if (known !== undefined && JSON.stringify(state) === JSON.stringify(known.state)) {
    return { answer: regionShown(region, version, state, asked.atMs) };
  }
  return { writes: [put(regionDocument, region, state)], answer: regionShown(region, version + 1, state, asked.atMs) };
};
