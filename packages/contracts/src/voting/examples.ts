import type { z } from "zod";
import type { Draft } from "./shapes.ts";

/** A participatory budget, as a city would put it to the vote. */
export const budgetDraft: z.input<typeof Draft> = {
  title: "Bürgerhaushalt 2026: Welche Projekte sollen gebaut werden?",
  options: [
    { id: "park", title: "Mehr Bänke im Stadtpark", cost: { amount: 1_200_000, currency: "EUR" } },
    { id: "library", title: "Bücherbus für die Außenbezirke", cost: { amount: 4_500_000, currency: "EUR" } },
    { id: "trees", title: "Hundert Bäume für die Südstadt", cost: { amount: 3_000_000, currency: "EUR" } },
  ],
  paper: { kind: "approval", minLength: 1, maxLength: 3 },
  method: { id: "greedy", parameters: {} },
  budget: { amount: 5_000_000, currency: "EUR" },
  secrecy: "confidential",
  eligibility: { minimumAssurance: 1, minimumAge: 14 },
  opensAt: "2026-11-23T10:00:00.000Z",
  closesAt: "2036-12-07T18:00:00.000Z",
};

/** A plain question with two answers. */
export const questionDraft: z.input<typeof Draft> = {
  title: "Soll die Hauptstraße im Sommer autofrei sein?",
  options: [
    { id: "yes", title: "Ja" },
    { id: "no", title: "Nein" },
  ],
  paper: { kind: "choose-1" },
  method: { id: "plurality", parameters: {} },
  secrecy: "open",
  opensAt: "2026-11-23T10:00:00.000Z",
  closesAt: "2036-12-07T18:00:00.000Z",
};

export const rollExample = "email;district\nanna@example.org;altstadt\nben@example.org;nordstadt\n";
