import type { DocumentKind } from "@teilhabe/platform/rule";
import type { Announced, Box, KeptDefinition } from "./domain/box.ts";

/** Keyed by the ballot's id, as all three. */
export const boxKind: DocumentKind<Box> = { name: "box", schema: 1 };
export const definitionKind: DocumentKind<KeptDefinition> = { name: "box-definition", schema: 1 };
/** One document, `log`: the store's epoch as the box knows it. */
export const epochKind: DocumentKind<{ readonly epoch: string }> = { name: "log-epoch", schema: 1 };
export const announcedKind: DocumentKind<Announced> = { name: "checkpoint-announced", schema: 1 };
