import type { Box } from "./box.ts";

export type BoxAmendment = { readonly amendment: number; readonly closesAtMs: number; readonly withdrawn: readonly string[] };

/** The box after an amendment; the same box when it knows this one or a later one, or is sealed. */
export function amendBox(box: Box, { amendment, closesAtMs, withdrawn }: BoxAmendment): Box {
  if (box.stage !== "open" || box.opened.amendment >= amendment) return box;
  return { ...box, opened: { ...box.opened, amendment, closesAtMs, withdrawn } };
}
