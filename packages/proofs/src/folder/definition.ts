import { MalformedError } from "../bytes.ts";
import type { Json } from "../canonical-json.ts";
import { checkIssuerKey, type IssuerKey } from "../issuer-key.ts";
import { openVerifier, type Verifier } from "../note-keys.ts";
import { anyObject, countIn, type JsonObject, listOf, objectWith, optional, textIn } from "./shape.ts";

export const DEFINITION_FORMAT = "teilhabe/definition/v1";
export const OPTIONS_MAX = 400;

export type Secrecy = "open" | "confidential" | "secret";
export type PaperKind = "approval" | "choose-1" | "ordinal" | "cumulative" | "scoring";

/** What a valid ballot paper looks like; a limit that is absent does not bind. */
export type PaperRules = {
  readonly kind: PaperKind;
  readonly minLength: number;
  readonly maxLength?: number;
  readonly maxSumCost?: number;
  readonly minPoints?: number;
  readonly maxPoints?: number;
  readonly minSumPoints?: number;
  readonly maxSumPoints?: number;
  readonly maxSumSquares?: number;
  readonly equalRanks?: boolean;
};

export type DefinedOption = { readonly id: string; readonly cost?: number; readonly group?: string };

/**
 * What verifiers read of a frozen definition. It may hold more (titles, eligibility, times): those are hashed and published with it, and mean nothing to a
 * verifier.
 */
export type BallotDefinition = {
  readonly ballotId: string;
  readonly title: string;
  readonly secrecy: Secrecy;
  readonly options: readonly DefinedOption[];
  readonly paper: PaperRules;
  readonly method: { readonly id: string; readonly version: string; readonly parameters: JsonObject };
  readonly seats?: number;
  readonly minScore?: number;
  readonly budget?: number;
  readonly decimals?: number;
  readonly ties: { readonly rules: readonly string[]; readonly lot: "option-id" | "seed" };
  /** Signs manifest, roll, issued list and result. */
  readonly authority: Verifier;
  /** Signs checkpoints and receipts; its name is the log's origin. */
  readonly log: Verifier;
  /** In secret ballots. */
  readonly issuer?: IssuerKey;
};

const OPTION_ID = /^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$/;
const PAPER_LIMITS = ["maxLength", "maxSumCost", "maxPoints", "minSumPoints", "maxSumPoints", "maxSumSquares"] as const;

/** @throws MalformedError when something is missing that verifiers need */
export function readDefinition(json: Json): BallotDefinition {
  const object = anyObject(json);
  if (object["format"] !== DEFINITION_FORMAT) throw new MalformedError(`the format is not “${DEFINITION_FORMAT}”`);
  const secrecy = textIn(object, "secrecy", /^(open|confidential|secret)$/) as Secrecy;
  const method = anyObject(object["method"]);

  return {
    ballotId: textIn(object, "ballot"),
    title: textIn(object, "title"),
    secrecy,
    options: readOptions(object["options"]),
    paper: readPaper(anyObject(object["paper"])),
    method: { id: textIn(method, "id"), version: textIn(method, "version"), parameters: anyObject(method["parameters"]) },
    ...limits(object, ["seats", "minScore", "budget", "decimals"]),
    ties: readTies(anyObject(object["ties"])),
    authority: openVerifier(textIn(object, "authorityKey")),
    log: openVerifier(textIn(object, "logKey")),
    ...(secrecy === "secret" ? { issuer: readIssuer(object["issuerKey"]) } : {}),
  };
}

function readOptions(value: Json | undefined): DefinedOption[] {
  const ids = new Set<string>();
  const options = listOf(value).map((item) => {
    const option = anyObject(item);
    const id = textIn(option, "id", OPTION_ID);
    if (ids.has(id)) throw new MalformedError(`the option “${id}” is there twice`);
    ids.add(id);
    const group = optional(option, "group", textIn);
    return { id, ...limits(option, ["cost"]), ...(group === undefined ? {} : { group }) };
  });
  if (options.length === 0 || options.length > OPTIONS_MAX) throw new MalformedError(`a ballot has 1 to ${OPTIONS_MAX} options`);

  return options;
}

function readPaper(object: JsonObject): PaperRules {
  const kind = textIn(object, "kind", /^(approval|choose-1|ordinal|cumulative|scoring)$/) as PaperKind;
  const minPoints = optional(object, "minPoints", (from, key) => countIn(from, key, Number.MIN_SAFE_INTEGER));
  const { equalRanks } = object;
  return {
    kind,
    minLength: countIn(object, "minLength"),
    ...limits(object, PAPER_LIMITS),
    ...(minPoints === undefined ? {} : { minPoints }),
    ...(typeof equalRanks === "boolean" ? { equalRanks } : {}),
  };
}

function readTies(object: JsonObject): BallotDefinition["ties"] {
  const rules = listOf(object["rules"]).map((rule) => textIn({ rule }, "rule", /^(lower-cost|higher-cost|listed-first)$/));
  return { rules, lot: textIn(object, "lot", /^(option-id|seed)$/) as "option-id" | "seed" };
}

function readIssuer(value: Json | undefined): IssuerKey {
  const object = objectWith(value, ["e", "n"]);
  const key = { n: textIn(object, "n"), e: textIn(object, "e") };
  checkIssuerKey(key);
  return key;
}

function limits<Name extends string>(object: JsonObject, names: readonly Name[]): { [name in Name]?: number } {
  const found: { [name in Name]?: number } = {};
  for (const name of names) if (object[name] !== undefined) found[name] = countIn(object, name);
  return found;
}
