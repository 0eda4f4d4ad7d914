import type { Election, RankedBallot } from "../election.ts";

/** An election whose papers are rankings. */
export type RankedElection = Election & { readonly ballots: { readonly kind: "ordinal"; readonly papers: readonly RankedBallot[] } };

/** What a file of ranked ballots says: an election, and its title ("" without one). An option's id is its number in the file, from "1". */
export type RankedFile = { readonly title: string; readonly election: RankedElection };

/** The options of a file in its order. */
export function numberedOptions(names: readonly string[]): { id: string; name: string }[] {
  return names.map((name, index) => ({ id: String(index + 1), name }));
}

/** Text that must stay on one line of a file. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
