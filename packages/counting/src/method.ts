import type { BallotKind, Election } from "./election.ts";
import type { Outcome, Parameters, ParameterValue } from "./outcome.ts";
import type { Ties } from "./ties.ts";

/** One parameter of a method, as data: forms, commands and documents are made from it. `default` absent means: not set. */
export type Parameter =
  | { readonly name: string; readonly kind: "choice"; readonly values: readonly string[]; readonly default: string; readonly about: string }
  | {
      readonly name: string;
      readonly kind: "integer";
      readonly min: number;
      readonly max: number;
      readonly default?: number;
      /** The election's own value comes before the default. */
      readonly fromElection?: "seats";
      readonly about: string;
    }
  | { readonly name: string; readonly kind: "share"; readonly default?: number; readonly about: string }
  | { readonly name: string; readonly kind: "option"; readonly about: string }
  | { readonly name: string; readonly kind: "overrides"; readonly about: string };

/** What a method is given: checked parameters with every default filled in. */
export type CountInput = {
  readonly election: Election;
  readonly parameters: Parameters;
  readonly ties: Ties;
  /** Whether losers are told what they would have needed: costs time. */
  readonly explain: boolean;
};

/** What a method gives back; `count` adds the rest. */
export type Counted = Omit<Outcome, "method" | "version" | "parameters" | "ballots" | "lots" | "notes"> & { readonly notes?: readonly string[] };

/** One voting method, as data. */
export type Method = {
  readonly id: string;
  /** Changes whenever the same ballots and parameters could give another result. */
  readonly version: string;
  /** The law, standard or paper that it follows. */
  readonly source: string;
  readonly ballots: readonly BallotKind[];
  readonly needsBudget?: boolean;
  readonly parameters: readonly Parameter[];
  /** Why values that are allowed one by one make no sense together; `given` holds only what the caller set. */
  readonly senseless?: (given: Parameters) => string | undefined;
  readonly count: (input: CountInput) => Counted;
};

/** A request that no method can answer: an unknown method or parameter, or values that do not fit together. `fits` lists what would. */
export class WrongUseError extends Error {
  override readonly name = "WrongUseError";
  readonly reason: string;
  readonly fits: readonly string[];

  constructor(reason: string, fits: readonly string[]) {
    super(`${reason} What fits: ${fits.join("; ")}.`);
    this.reason = reason;
    this.fits = fits;
  }
}

/** A parameter that must be a text by its description. */
export function textParameter(parameters: Parameters, name: string): string {
  const value: ParameterValue | undefined = parameters[name];
  return typeof value === "string" ? value : "";
}

/** A parameter that is a number by its description, or undefined where it is not set. */
export function numberParameter(parameters: Parameters, name: string): number | undefined {
  const value: ParameterValue | undefined = parameters[name];
  return typeof value === "number" ? value : undefined;
}
