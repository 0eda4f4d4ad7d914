import { holds } from "@teilhabe/contracts/asker";
import { type Audience, type Named, PHASES, type Phase, type Planned, type Rules } from "@teilhabe/contracts/ideas/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Id, Instant } from "@teilhabe/contracts/shapes";
import type { Asked, Loaded } from "@teilhabe/platform/rule";

type Content = {
  readonly title: string;
  readonly description: string;
  readonly plainDescription?: string;
  readonly audience: Audience;
  /** Planned beginnings, in the order of phases and of time. */
  readonly schedule: readonly Planned[];
  readonly categories: readonly Named[];
  readonly districts: readonly Named[];
  readonly rules: Rules;
  readonly createdAt: Instant;
  /** The phase that was begun last by hand or by a task; time may have gone on: see phaseAt. */
  readonly entered: { readonly phase: Phase; readonly at: Instant };
};

export type DraftConsultation = Content & { readonly stage: "draft" };
export type PublishedConsultation = Content & { readonly stage: "published"; readonly publishedAt: Instant };
export type Consultation = DraftConsultation | PublishedConsultation;

/** The phase at a time: what was entered last, or what was planned to begin since then. Right even when a task is late. */
export function phaseAt(
  { entered, schedule }: Pick<Consultation, "entered" | "schedule">,
  atMs: number,
): { readonly phase: Phase; readonly since: Instant } {
  const enteredMs = Date.parse(entered.at);
  const begun = schedule.filter(({ from }) => Date.parse(from) > enteredMs && Date.parse(from) <= atMs).at(-1);
  return begun === undefined ? { phase: entered.phase, since: entered.at } : { phase: begun.phase, since: new Date(begun.from).toISOString() };
}

/** Phases and codes that contradict each other. */
export function faultOf(content: Pick<Content, "schedule" | "categories" | "districts">): Refusal | undefined {
  const { schedule } = content;
  const inOrder = schedule.every((planned, index) => {
    const before = schedule[index - 1];
    if (before === undefined) return true;
    return PHASES.indexOf(before.phase) < PHASES.indexOf(planned.phase) && Date.parse(before.from) < Date.parse(planned.from);
  });
  if (!inOrder) return refuse("phases-not-in-order", `Plan each phase once, in the order ${PHASES.join(", ")}, each to begin after the one before.`);
  for (const named of ["categories", "districts"] as const) {
    if (new Set(content[named].map(({ code }) => code)).size < content[named].length)
      return refuse("codes-not-unique", `Give each of the ${named} a code of its own.`, {
        errors: [{ pointer: `/${named}`, message: "a code is there twice" }],
      });
  }
  return undefined;
}

/** The city's own people: staff, operators, and moderators of this consultation. */
export function isInsider(asked: Pick<Asked, "by" | "grants">, consultation: Id): boolean {
  return holds(asked, "staff") || holds(asked, "operator") || holds(asked, "moderator", consultation);
}

/** May these decide about what citizens wrote here? */
export function moderates(asked: Pick<Asked, "by" | "grants">, consultation: Id): boolean {
  return holds(asked, "staff") || holds(asked, "moderator", consultation);
}

/** May the asker know of this consultation and what is in it? */
export function sees(asked: Pick<Asked, "by" | "grants">, audience: Audience, consultation: Id): boolean {
  return audience === "public" || isInsider(asked, consultation);
}

/** A published consultation that the asker may see. */
export function openTo(asked: Asked, loaded: Loaded<Consultation> | undefined): loaded is Loaded<PublishedConsultation> {
  return loaded?.state.stage === "published" && sees(asked, loaded.state.audience, loaded.id);
}

export function consultationMissing(): Refusal {
  return refuse("consultation-not-found", "There is no such consultation, or it is not open to you.");
}

/** Refuses those whose identity is not certain enough for taking part. */
export function assuranceFault({ rules }: Consultation, asked: Asked): Refusal | undefined {
  if ((asked.assurance ?? 0) >= rules.minimumAssurance) return undefined;
  return refuse("assurance-too-low", "Taking part here needs a more certain proof of identity. Sign in with one, such as the online ID.", {
    facts: { needed: rules.minimumAssurance, yours: asked.assurance ?? 0 },
  });
}

/** Refuses what is not possible in the phase that is now. */
export function phaseFault(consultation: Consultation, allowed: readonly Phase[], asked: Asked): Refusal | undefined {
  const { phase } = phaseAt(consultation, asked.atMs);
  if (allowed.includes(phase)) return undefined;
  const when = allowed.length === 0 ? "never" : `only in: ${allowed.join(", ")}`;
  return refuse("not-in-this-phase", `This is possible ${when}. The consultation is in the phase ${phase}.`, { facts: { phase } });
}
