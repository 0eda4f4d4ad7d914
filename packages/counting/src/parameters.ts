import type { Election } from "./election.ts";
import { type Method, type Parameter, WrongUseError } from "./method.ts";
import type { Override, Parameters, ParameterValue } from "./outcome.ts";

/** Longest published reason of a decision by hand, in UTF-16 code units. */
export const REASON_MAX = 2_000;

/**
 * Checks what was given against the method's description and the election, and fills in the defaults.
 * @throws WrongUseError with the list of what fits
 */
export function resolveParameters(method: Method, election: Election, given: Parameters): Parameters {
  refuseUnknown(method, given);
  refuseMisfit(method, election);
  const resolved: Record<string, ParameterValue> = {};
  for (const parameter of method.parameters) {
    const ofElection = "fromElection" in parameter && parameter.fromElection !== undefined ? election[parameter.fromElection] : undefined;
    const value = given[parameter.name] ?? ofElection ?? ("default" in parameter ? parameter.default : undefined);
    if (value === undefined) continue;
    if (!isAllowed(parameter, value, election))
      throw new WrongUseError(`\`${parameter.name}\` cannot be \`${typeof value === "object" ? JSON.stringify(value) : value}\`.`, [
        allowed(parameter),
      ]);
    resolved[parameter.name] = value;
  }
  const reason = method.senseless?.(given);
  if (reason !== undefined) throw new WrongUseError(reason, method.parameters.map(allowed));
  return resolved;
}

function refuseUnknown(method: Method, given: Parameters): void {
  for (const name of Object.keys(given)) {
    if (method.parameters.some((parameter) => parameter.name === name)) continue;
    const fits = method.parameters.length === 0 ? ["no parameters"] : method.parameters.map(allowed);
    throw new WrongUseError(`\`${method.id}\` has no parameter \`${name}\`.`, fits);
  }
}

function refuseMisfit(method: Method, election: Election): void {
  const { kind } = election.ballots;
  if (!method.ballots.includes(kind))
    throw new WrongUseError(`\`${method.id}\` cannot count \`${kind}\` ballots.`, [`ballots ${method.ballots.join(", ")}`]);
  if (method.needsBudget !== true) return;
  const bare = election.options.find((option) => option.cost === undefined);
  if (election.budget === undefined) throw new WrongUseError(`\`${method.id}\` needs a budget.`, ["an election with a budget and costs"]);
  if (bare !== undefined) throw new WrongUseError(`\`${method.id}\` needs a cost for \`${bare.id}\`.`, ["an election with a cost for every option"]);
}

function isAllowed(parameter: Parameter, value: ParameterValue, election: Election): boolean {
  switch (parameter.kind) {
    case "choice":
      return typeof value === "string" && parameter.values.includes(value);
    case "integer":
      return typeof value === "number" && Number.isInteger(value) && value >= parameter.min && value <= parameter.max;
    case "share":
      return typeof value === "number" && value >= 0 && value <= 1;
    case "option":
      return typeof value === "string" && election.options.some((option) => option.id === value);
    case "overrides":
      return Array.isArray(value) && areOverrides(value, election);
  }
}

function areOverrides(overrides: readonly Override[], election: Election): boolean {
  const ids = new Set(election.options.map((option) => option.id));
  return overrides.every(
    ({ option, decision, reason }) =>
      ids.delete(option) &&
      (decision === "fund" || decision === "leave-out") &&
      typeof reason === "string" &&
      /\S/.test(reason) &&
      reason.length <= REASON_MAX,
  );
}

/** What one parameter allows, for people. */
export function allowed(parameter: Parameter): string {
  switch (parameter.kind) {
    case "choice":
      return `${parameter.name} ${parameter.values.join("|")}`;
    case "integer":
      return `${parameter.name} ${parameter.min} to ${parameter.max}`;
    case "share":
      return `${parameter.name} 0 to 1`;
    case "option":
      return `${parameter.name} an option's id`;
    case "overrides":
      return `${parameter.name} a list of {option, decision fund|leave-out, reason}, each option once`;
  }
}
