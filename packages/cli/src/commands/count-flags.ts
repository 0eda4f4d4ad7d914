import type { Parameter, WrongUseError } from "@teilhabe/counting/method";
import { methods } from "@teilhabe/counting/methods";
import type { Override, Parameters, ParameterValue } from "@teilhabe/counting/outcome";
import { allowed } from "@teilhabe/counting/parameters";
import { type Command, Option } from "commander";
import { BadInput } from "../faults.ts";

/** Flags as commander gives them: by parameter name, as typed. */
export type GivenFlags = Readonly<Record<string, unknown>>;

/** Every parameter of every method, once. */
const parameters: ReadonlyMap<string, Parameter> = new Map(
  methods.flatMap((method) => method.parameters).map((parameter) => [parameter.name, parameter]),
);

/** The flag of a parameter: `add1Stop` is `--add1-stop`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Gives the command a flag for each parameter that any method has, with its description from there. */
export function addParameterFlags(command: Command): Command {
  for (const parameter of parameters.values()) command.addOption(optionFor(parameter));
  return command;
}

function optionFor(parameter: Parameter): Option {
  const flag = flagOf(parameter.name);
  if (parameter.kind === "choice")
    return new Option(`${flag} <value>`, `${parameter.about} ${parameter.values.join("|")}, default ${parameter.default}`);
  if (parameter.kind !== "overrides") return new Option(`${flag} <${parameter.kind === "option" ? "id" : "number"}>`, parameter.about);
  const collect = (text: string, before: readonly string[] = []) => [...before, text];
  return new Option(`${flag} <id=fund:reason>`, `${parameter.about} Also id=leave-out:reason; once for each option.`).argParser(collect);
}

/** What was typed, as parameters. @throws BadInput for what is no number where one is expected */
export function givenParameters(flags: GivenFlags): Parameters {
  const given: Record<string, ParameterValue> = {};
  for (const [name, parameter] of parameters) {
    const typed = flags[name];
    if (typed !== undefined) given[name] = typedValue(parameter, typed);
  }
  return given;
}

function typedValue(parameter: Parameter, typed: unknown): ParameterValue {
  if (parameter.kind === "overrides") return (Array.isArray(typed) ? typed : []).map(overrideIn);
  const text = String(typed);
  if (parameter.kind === "choice" || parameter.kind === "option") return text;
  const number = /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(number)) throw new BadInput(`${flagOf(parameter.name)} ${text}: expected a number. What fits: ${fitting(allowed(parameter))}`);
  return number;
}

function overrideIn(text: string): Override {
  const [, option, decision, reason] = /^(.+?)=(fund|leave-out):(.+)$/s.exec(text) ?? [];
  if (option === undefined || reason === undefined || (decision !== "fund" && decision !== "leave-out")) {
    throw new BadInput(`--overrides ${text}: expected id=fund:reason or id=leave-out:reason`);
  }
  return { option, decision, reason };
}

/** A wrong use in the words of the command: parameters by their flags. */
export function inFlags(error: WrongUseError): BadInput {
  const reason = error.reason.replace(/`(\w+)`/g, (quoted, name: string) => (parameters.has(name) ? `\`${flagOf(name)}\`` : quoted));
  return new BadInput(`${reason} What fits: ${error.fits.map(fitting).join("; ")}`);
}

/** What would fit, with the flag in place of the parameter's name. */
function fitting(fit: string): string {
  return fit.replace(/^\w+/, (name) => (parameters.has(name) ? flagOf(name) : name));
}
