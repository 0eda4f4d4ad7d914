import { type Artefact, locate, type Party } from "./artefacts.ts";

/** Somebody and that person's vote stand at the same place of the two lists: the attacker does not know it, the judge does. */
export type Election = { readonly persons: readonly Party[]; readonly votes: readonly Party[] };

/** Something about persons and something about votes that go together. */
export type Finding = {
  readonly ofPersons: string;
  readonly ofVotes: string;
  /** Standard normal when nothing connects them. */
  readonly z: number;
};

export type Verdict = {
  /** Pairs of features that were compared. */
  readonly compared: number;
  /** The largest |z| that chance gives in one attack of ten thousand. */
  readonly byChance: number;
  /** The strongest first; empty: no better than chance. */
  readonly findings: readonly Finding[];
  /** The strongest pair, whether chance or not. */
  readonly strongest: Finding | undefined;
  /** Artefacts where something of a person stands beside something of that person's vote, more often than beside another's. */
  readonly together: readonly string[];
};

const ALPHA = 1e-4;

/**
 * Compares everything that can be put into an order about persons with everything that can be put into an order about votes: where their traces stand in each artefact,
 * how often, and the values themselves. Whoever finds the right order can link by position; the rank correlation over all elections says whether one is right.
 */
export function attack(elections: readonly Election[], artefacts: readonly Artefact[]): Verdict {
  const found = elections.map(({ persons, votes }) => ({ persons: featuresOf(persons, artefacts), votes: featuresOf(votes, artefacts) }));
  const [first] = found;
  const all: Finding[] = [];
  for (const ofPersons of first?.persons.keys() ?? []) {
    for (const ofVotes of first?.votes.keys() ?? []) {
      const z = combined(found.map(({ persons, votes }) => [persons.get(ofPersons), votes.get(ofVotes)]));
      if (z !== undefined) all.push({ ofPersons, ofVotes, z });
    }
  }
  const byChance = Math.sqrt(2 * Math.log((2 * Math.max(1, all.length)) / ALPHA));
  all.sort((a, b) => Math.abs(b.z) - Math.abs(a.z));
  return {
    compared: all.length,
    byChance,
    findings: all.filter(({ z }) => Math.abs(z) > byChance),
    strongest: all[0],
    together: artefacts.filter((artefact) => standTogether(elections, artefact)).map(({ name }) => name),
  };
}

type Features = ReadonlyMap<string, readonly number[]>;

const PAGE_BYTES = 4_096;

/** Numbers that every one of these has. */
function featuresOf(parties: readonly Party[], artefacts: readonly Artefact[]): Features {
  const features = new Map<string, number[]>();
  const names = Object.keys(parties[0] ?? {});
  for (const token of names) {
    features.set(
      `${token}, as a number`,
      parties.map((party) => party[token]?.[0]?.readUIntBE(0, 6) ?? 0),
    );
    for (const artefact of artefacts) {
      const places = parties.map((party) => locate(artefact, party[token] ?? []));
      features.set(
        `${token}, how often in ${artefact.name}`,
        places.map((at) => at.length),
      );
      if (places.some((at) => at.length === 0)) continue;
      features.set(
        `${token}, first in ${artefact.name}`,
        places.map((at) => at[0] ?? 0),
      );
      features.set(
        `${token}, last in ${artefact.name}`,
        places.map((at) => at.at(-1) ?? 0),
      );
      features.set(
        `${token}, in its page of ${artefact.name}`,
        places.map((at) => (at[0] ?? 0) % PAGE_BYTES),
      );
    }
  }
  return features;
}

/** Spearman's rank correlation of each election, as one standard normal value. */
function combined(pairs: readonly (readonly [readonly number[] | undefined, readonly number[] | undefined])[]): number | undefined {
  let sum = 0;
  let elections = 0;
  for (const [a, b] of pairs) {
    const rho = a === undefined || b === undefined ? undefined : correlation(ranks(a), ranks(b));
    if (rho === undefined) continue;
    sum += rho * Math.sqrt((a?.length ?? 0) - 1);
    elections += 1;
  }
  return elections === 0 ? undefined : sum / Math.sqrt(elections);
}

/** Equal values share the middle of their ranks. */
function ranks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}

function correlation(a: readonly number[], b: readonly number[]): number | undefined {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, i) => (value - meanA) * ((b[i] ?? 0) - meanB)));
  const spread = Math.sqrt(mean(a.map((value) => (value - meanA) ** 2)) * mean(b.map((value) => (value - meanB) ** 2)));
  return spread === 0 ? undefined : covariance / spread;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** So near to each other that one record, one line or one message may hold both. */
const NEAR_BYTES = 2_048;
/** Shares of votes that stand near their own person, beyond those near the next one's. */
const TOGETHER_MIN = 0.25;

function standTogether(elections: readonly Election[], artefact: Artefact): boolean {
  const share = (shift: number) =>
    mean(
      elections.flatMap(({ persons, votes }) =>
        votes.map((vote, i) => (isNear(artefact, vote, persons[(i + shift) % persons.length] ?? {}) ? 1 : 0)),
      ),
    );
  // A neighbour in time is near, too: someone far away is the measure.
  const far = Math.floor((elections[0]?.persons.length ?? 0) / 2);
  return share(0) - share(far) > TOGETHER_MIN;
}

function isNear(artefact: Artefact, vote: Party, person: Party): boolean {
  const ofVote = Object.values(vote).flatMap((spellings) => locate(artefact, spellings));
  const ofPerson = Object.values(person).flatMap((spellings) => locate(artefact, spellings));
  return ofVote.some((at) => ofPerson.some((other) => Math.abs(at - other) < NEAR_BYTES));
}
