import type { Option } from "./election.ts";
import type { Lot, LotPurpose } from "./outcome.ts";
import { sha256Hex } from "./sha256.ts";

/** A rule fixed with the ballot that decides ties before any lot: it says who is favoured (elected or funded first, excluded last). */
export type FixedTieRule = "lower-cost" | "higher-cost" | "listed-first";

export const FIXED_TIE_RULES: readonly FixedTieRule[] = ["lower-cost", "higher-cost", "listed-first"];

export type TieSettings = {
  /** The ballot's id; goes into every lot. */
  readonly ballot?: string;
  /** A public text that nobody could know while voting was open. Without it the smaller option id wins the draw. */
  readonly seed?: string;
  /** Option ids, the favoured first: an order fixed before the vote. Asked before `rules`; options that it leaves out stay tied. */
  readonly order?: readonly string[];
  readonly rules?: readonly FixedTieRule[];
};

/** Breaks the ties that a method's own rule leaves open, and keeps a list of them. Options are positions in the election's `options`. */
export interface Ties {
  /** One of `tied`: the one that `purpose` happens to. Draws nothing when there is only one. */
  draw(tied: readonly number[], purpose: LotPurpose): number;
  /** All of `tied`, in the order of being drawn. */
  order(tied: readonly number[], purpose: LotPurpose): number[];
  /** A copy that starts with an empty list, for a run that may be discarded. */
  fresh(): Ties;
  /** Takes over the list of a run that counts. */
  adopt(other: Ties): void;
  lots(): Lot[];
}

/**
 * The chain: fixed rules in their order, then the lot by `SHA256(seed ‖ ballot ‖ option id)` (UTF-8, smallest digest is drawn), or
 * without a seed the smaller option id in string order. The lot draws the option that the purpose happens to; a fixed rule names the
 * favoured one, so that for `exclude` its order is reversed.
 */
export function tieBreaking(options: readonly Option[], settings: TieSettings): Ties {
  const lots = new Map<string, Lot>();
  const keys = new Map<number, string>();
  const ranks = rankings(options, settings);
  const by = settings.seed === undefined ? "option-id" : "seed";

  function lotKey(option: number): string {
    const known = keys.get(option);
    if (known !== undefined) return known;
    const id = options[option]?.id ?? "";
    const key = settings.seed === undefined ? id : sha256Hex(settings.seed + (settings.ballot ?? "") + id);
    keys.set(option, key);
    return key;
  }

  function note(tied: readonly number[], drawn: number, purpose: LotPurpose, how: Lot["by"]): void {
    const ids = tied.map((option) => options[option]?.id ?? "").sort(byString);
    const lot: Lot = { purpose, tied: ids, drawn: options[drawn]?.id ?? "", by: how, times: 1 };
    lots.set(nameOf(lot), { ...lot, times: (lots.get(nameOf(lot))?.times ?? 0) + 1 });
  }

  function draw(tied: readonly number[], purpose: LotPurpose): number {
    let left = tied;
    for (const rank of ranks) left = favoured(left, rank, purpose);
    const [first = -1, ...others] = left;
    const drawn = others.reduce((best, next) => (byString(lotKey(next), lotKey(best)) < 0 ? next : best), first);
    if (tied.length > 1) note(tied, drawn, purpose, others.length === 0 ? "fixed-rule" : by);
    return drawn;
  }

  function order(tied: readonly number[], purpose: LotPurpose): number[] {
    const left = [...tied];
    const drawn: number[] = [];
    while (left.length > 0) {
      const next = draw(left, purpose);
      drawn.push(next);
      left.splice(left.indexOf(next), 1);
    }
    return drawn;
  }

  function adopt(other: Ties): void {
    for (const lot of other.lots()) lots.set(nameOf(lot), { ...lot, times: lot.times + (lots.get(nameOf(lot))?.times ?? 0) });
  }

  return { draw, order, adopt, fresh: () => tieBreaking(options, settings), lots: () => [...lots.values()] };
}

function nameOf({ purpose, tied, drawn, by }: Lot): string {
  return JSON.stringify([purpose, drawn, by, tied]);
}

/** Smaller is favoured; undefined: this rule says nothing about the option. */
type Ranking = (option: number) => bigint | undefined;

function rankings(options: readonly Option[], settings: TieSettings): Ranking[] {
  const listed = new Map((settings.order ?? []).map((id, index) => [id, BigInt(index)]));
  const byOrder: Ranking = (option) => listed.get(options[option]?.id ?? "");
  const byRule: Record<FixedTieRule, Ranking> = {
    "lower-cost": (option) => options[option]?.cost,
    "higher-cost": (option) => -(options[option]?.cost ?? 0n),
    "listed-first": (option) => BigInt(option),
  };
  return [byOrder, ...(settings.rules ?? []).map((rule) => byRule[rule])];
}

/** Those of `tied` that the rule prefers for this purpose; all of them, if the rule is silent about any one. */
function favoured(tied: readonly number[], rank: Ranking, purpose: LotPurpose): readonly number[] {
  const values = tied.map(rank);
  const known = values.filter((value) => value !== undefined);
  if (known.length < tied.length) return tied;
  const sorted = known.sort((a, b) => (a < b ? -1 : 1));
  const wanted = purpose === "exclude" ? sorted.at(-1) : sorted[0];
  return tied.filter((_, i) => values[i] === wanted);
}

/** String order: by UTF-16 code units, the same on every machine and in every language. */
export function byString(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
