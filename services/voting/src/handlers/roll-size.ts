import type { VotingQueries } from "../queries/voting-queries.ts";

/** How many are on a ballot's roll. */
export async function rollSize(queries: VotingQueries, ballot: string, generation: number): Promise<number> {
  const sizes = await queries.rollSizes(`${ballot}:${generation}`);
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
