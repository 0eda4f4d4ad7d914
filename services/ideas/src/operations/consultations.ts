import type { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { refuse } from "@teilhabe/contracts/refusal";
import type { HandlersOf, ModuleContext } from "@teilhabe/platform/module";
import { cursorOf, pageFrom } from "@teilhabe/platform/paging";
import { consultationMissing, isInsider, openTo, phaseAt } from "../domain/consultation.ts";
import { createConsultation } from "../domain/create-consultation.ts";
import { consultationDocument } from "../domain/documents.ts";
import { editConsultation } from "../domain/edit-consultation.ts";
import { movePhase } from "../domain/move-phase.ts";
import { publishConsultation } from "../domain/publish-consultation.ts";
import { consultationSummary, wholeConsultation } from "../domain/show-consultation.ts";
import type { IdeasPorts } from "../ports.ts";
import { badCursor, momentOf } from "./cursors.ts";

type Handled = Pick<
  HandlersOf<typeof ideasContract>,
  "createConsultation" | "editConsultation" | "publishConsultation" | "movePhase" | "readConsultation" | "listConsultations" | "readConsultations"
>;

export function consultationHandlers({ store, ports, decide }: ModuleContext<IdeasPorts>): Handled {
  return {
    createConsultation: decide(async (_desk, input, asked) => createConsultation(input, asked)),
    editConsultation: decide(async (desk, input, asked) => editConsultation(await desk.load(consultationDocument, input.consultation), input, asked)),
    publishConsultation: decide(async (desk, { consultation }, asked) =>
      publishConsultation(await desk.load(consultationDocument, consultation), asked),
    ),
    movePhase: decide(async (desk, input, asked) => movePhase(await desk.load(consultationDocument, input.consultation), input, asked)),
    readConsultation: async ({ consultation }, asked) => {
      const found = await store.load(consultationDocument, consultation);
      const seen = openTo(asked, found) || (found !== undefined && asked.grants.includes("staff"));
      return found !== undefined && seen ? wholeConsultation(found, asked.atMs) : consultationMissing();
    },
    listConsultations: async ({ stage, district, after, limit }, asked) => {
      const staff = isInsider(asked, "");
      if (stage === "draft" && !staff) return refuse("grant-needed", "Drafts are for staff only.");
      const from = momentOf(after);
      if (from === "bad") return badCursor();
      const found = await ports.discussion.listConsultations({ stage, district, staffToo: staff, after: from, limit: limit + 1 });
      const page = pageFrom(found, limit, ({ id, consultation }) =>
        cursorOf([consultation.stage === "published" ? consultation.publishedAt : consultation.createdAt, id]),
      );
      return { ...page, items: page.items.map(({ id, consultation }) => consultationSummary(id, consultation, asked.atMs)) };
    },
    readConsultations: async ({ consultations }, asked) => {
      const found = await store.loadMany(consultationDocument, consultations);
      return {
        consultations: found.flatMap((one) => {
          if (one?.state.stage !== "published") return [];
          const { title, audience } = one.state;
          return [{ consultation: one.id, title, audience, phase: phaseAt(one.state, asked.atMs).phase }];
        }),
      };
    },
  };
}
