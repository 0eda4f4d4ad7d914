import type { PbElection } from "./pb.ts";

/** A project whose votes (or score) as the file publishes them are not what its ballots give. */
export type PublishedDifference = { readonly project: string; readonly published: number; readonly counted: number };

/** Where the file contradicts its own ballots. @param tally by project id, in points */
export function publishedDifferences({ projects }: PbElection, tally: Readonly<Record<string, number>>): PublishedDifference[] {
  return projects.flatMap(({ id, published }) => {
    const counted = tally[id] ?? 0;
    return published === undefined || published === counted ? [] : [{ project: id, published, counted }];
  });
}
