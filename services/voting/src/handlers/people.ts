import type { readPersonData as ReadPersonData } from "@teilhabe/contracts/voting/service-operations";
import type { Handler } from "@teilhabe/platform/module";
import { admissionKind, claimKind } from "../domain/documents.ts";
import { claimIdOf } from "../keys.ts";
import type { Context } from "../later/on-ballot.ts";

/** Ballots looked through at once. */
const PAGE = 500;
/** A copy of a person's data names at most so many ballots. */
const PARTICIPATIONS_MAX = 1_000;

type Participation = { readonly ballot: string; readonly channel: string; readonly since: string };

/** In which ballots a person has taken part, as far as that can still be found out. */
export function personDataHandler({ store, ports: queries }: Context): Handler<typeof ReadPersonData> {
  return async ({ person }) => {
    const participations: Participation[] = [];
    for (let after = ""; participations.length < PARTICIPATIONS_MAX; ) {
      const ballots = await queries.keptAdmissions(after, PAGE);
      participations.push(...(await participationsIn(ballots, person)));
      after = ballots.at(-1) ?? "";
      if (ballots.length < PAGE) break;
    }
    return { data: { participations } };
  };

  async function participationsIn(ballots: readonly string[], person: string): Promise<Participation[]> {
    const admissions = await store.loadMany(admissionKind, ballots);
    const ids = admissions.flatMap((one) => (one === undefined || one.state.stage === "forgotten" ? [] : [claimIdOf(one.state, one.id, person)]));
    const claims = await store.loadMany(claimKind, ids);
    return claims.flatMap((claim) => {
      if (claim === undefined) return [];
      const { ballot, channel, firstAtMs } = claim.state;
      return [{ ballot, channel, since: new Date(firstAtMs).toISOString() }];
    });
  }
}
