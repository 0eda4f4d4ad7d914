import type { Client } from "@teilhabe/client/client";
import { Problem } from "@teilhabe/client/problem";
import { createConsultation, movePhase, publishConsultation } from "@teilhabe/contracts/ideas/consultation-operations";
import { submitIdea } from "@teilhabe/contracts/ideas/idea-operations";
import type { SentTo } from "@teilhabe/contracts/operation";
import { closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { readBallot } from "@teilhabe/contracts/voting/voter-operations";
import { moneyToNumber } from "@teilhabe/counting/election";
import { type DeclaredRule, declaredRule } from "@teilhabe/counting/formats/pb-declared";
import { WrongUseError } from "@teilhabe/counting/method";
import { AnswerIsNo } from "../faults.ts";
import { type ElectionFile, optionIdOf } from "./election-file.ts";

export type Staged = {
  readonly consultation: string;
  readonly ballot: string;
  /** Ideas by project id. */
  readonly ideas: ReadonlyMap<string, string>;
  readonly rule: DeclaredRule;
};

export type Secrecy = "open" | "confidential" | "secret";

const OPENS_WITHIN_MS = 60_000;
const VOTING_DAYS = 30;
const IDEAS_AT_ONCE = 20;

/** Staff open a consultation, the projects come in as ideas, and the ballot is drafted. Nothing is open yet. */
export async function stageElection(staff: Client, file: ElectionFile, secrecy: Secrecy): Promise<Staged> {
  const { consultation } = await staff.ask(createConsultation, {
    title: `Replay: ${file.name}`.slice(0, 200),
    description: file.pb.meta.get("description")?.value || `A real election, replayed from ${file.name}.`,
  });
  await staff.ask(publishConsultation, { consultation });
  const ideas = await submitProjects(staff, file, consultation);
  await staff.ask(movePhase, { consultation, phase: "vote" });
  const rule = ruleOf(file);
  const { id: ballot } = await staff.ask(draftBallot, draftOf(file, { consultation, ideas, rule, secrecy }));
  return { consultation, ballot, ideas, rule };
}

async function submitProjects(staff: Client, { pb }: ElectionFile, consultation: string): Promise<Map<string, string>> {
  const ideas = new Map<string, string>();
  const waiting = pb.projects.map((project, position) => ({ project, position }));
  const submitSome = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { project, position } = next;
      const { idea } = await staff.ask(submitIdea, {
        consultation,
        title: (cleaned(project.name) || `Project ${project.id}`).slice(0, 300),
        text: cleaned(project.name) || `Project ${project.id}`,
        cost: money(pb, position),
        asCity: true,
      });
      ideas.set(project.id, idea);
    }
  };
  await Promise.all(Array.from({ length: IDEAS_AT_ONCE }, submitSome));
  return ideas;
}

/** Without what a text field refuses: control characters and separators that real files carry. */
function cleaned(text: string | undefined): string {
  return (text ?? "").replace(/[\u0000-\u001f\u007f\u2028\u2029\ufeff]+/g, " ").trim();
}

/** The rule that the file names; one told only in words is replayed as greedy with skipping. */
function ruleOf({ pb }: ElectionFile): DeclaredRule {
  try {
    return declaredRule(pb);
  } catch (error) {
    if (!(error instanceof WrongUseError)) throw error;
    const named = pb.meta.get("rule")?.value ?? "no rule";
    return { method: "greedy", parameters: {}, note: `the file names ${named}, which has no text to follow; replayed as greedy with skipping` };
  }
}

const MINOR_UNITS_PER_UNIT = 100;

function currencyOf(pb: ElectionFile["pb"]): string {
  const named = pb.meta.get("currency")?.value.toUpperCase() ?? "";
  return /^[A-Z]{3}$/.test(named) ? named : "EUR";
}

function minor(pb: ElectionFile["pb"], amount: bigint): { amount: number; currency: string } {
  return { amount: Math.round(moneyToNumber(amount, pb.election.decimals ?? 0) * MINOR_UNITS_PER_UNIT), currency: currencyOf(pb) };
}

function money(pb: ElectionFile["pb"], position: number): { amount: number; currency: string } {
  return minor(pb, pb.election.options[position]?.cost ?? 0n);
}

type Parts = { readonly consultation: string; readonly ideas: ReadonlyMap<string, string>; readonly rule: DeclaredRule; readonly secrecy: Secrecy };

function draftOf(file: ElectionFile, { consultation, ideas, rule, secrecy }: Parts): SentTo<typeof draftBallot> {
  const { pb } = file;
  const { election } = pb;
  const now = Date.now();
  return {
    title: (cleaned(pb.meta.get("description")?.value) || file.name).slice(0, 300),
    consultation,
    options: election.options.map((option, position) => {
      const idea = ideas.get(option.id);
      return {
        id: optionIdOf(option.id, position),
        title: (cleaned(option.name) || `Project ${option.id}`).slice(0, 300),
        cost: money(pb, position),
        ...(idea !== undefined && { idea }),
        ...(option.group !== undefined && { group: groupCode(option.group) }),
      };
    }),
    paper: file.paper,
    method: { id: rule.method, parameters: rule.parameters as Record<string, string> },
    ...(election.minScore !== undefined && { minScore: election.minScore }),
    budget: minor(pb, election.budget ?? 0n),
    secrecy,
    opensAt: new Date(now).toISOString(),
    closesAt: new Date(now + VOTING_DAYS * 86_400_000).toISOString(),
  };
}

function groupCode(group: string): string {
  return /^[a-z0-9][a-z0-9.-]{0,63}$/.test(group) ? group : `group-${Buffer.from(group).toString("hex").slice(0, 50)}`;
}

/** Opens the ballot and waits until the box takes votes. */
export async function openStaged(staff: Client, ballot: string): Promise<void> {
  await staff.ask(openBallot, { ballot });
  await untilStage(staff, ballot, "open");
}

export async function closeStaged(staff: Client, ballot: string): Promise<void> {
  try {
    await staff.ask(closeBallot, { ballot, reason: "Replay: every voter of the file has voted." });
  } catch (error) {
    // Closed already: an answer got lost while the platform was away.
    if (!(error instanceof Problem) || error.code !== "not-open") throw error;
  }
}

async function untilStage(client: Client, ballot: string, wanted: string): Promise<void> {
  const untilMs = Date.now() + OPENS_WITHIN_MS;
  for (;;) {
    const { stage } = await client.ask(readBallot, { ballot });
    if (stage === wanted) return;
    if (Date.now() > untilMs) throw new AnswerIsNo(`the ballot is still ${stage} after ${OPENS_WITHIN_MS / 1_000} s, not ${wanted}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
