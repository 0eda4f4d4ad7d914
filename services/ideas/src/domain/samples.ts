import type { Asker } from "@teilhabe/contracts/asker";
import type { Asked } from "@teilhabe/platform/rule";
import type { PublishedConsultation } from "./consultation.ts";
import type { PublishedIdea } from "./idea.ts";

/** Small states for tests of rules. */
export const CONSULTATION = "0198c5a0-0000-7000-8000-0000000000c1";
export const IDEA = "0198c5a0-0000-7000-8000-000000000001";
export const anna = "0198c5a0-0000-7000-8000-00000000000a";
export const bert = "0198c5a0-0000-7000-8000-00000000000b";
export const NOW = "2026-11-23T10:00:00.000Z";

export function askedBy(by: string | undefined, more: Partial<Asker> & { readonly at?: string } = {}): Asked {
  const { at = NOW, ...asker } = more;
  let ids = 0;
  const newId = () => `0198c5a0-0000-7000-8000-${String(900 + ids++).padStart(12, "0")}`;
  return { by, grants: [], ...asker, at, atMs: Date.parse(at), newId };
}

export function consultationLike(more: Partial<PublishedConsultation> = {}): PublishedConsultation {
  return {
    ...{ stage: "published", title: "Bänke", description: "Wo?", audience: "public", schedule: [], categories: [], districts: [] },
    rules: { supportPhases: ["ideas"], answerWithinDays: 90, commentPhases: ["ideas"], minimumAssurance: 0 },
    ...{ createdAt: NOW, publishedAt: NOW, entered: { phase: "ideas", at: NOW } },
    ...more,
  };
}

export function ideaLike(more: Partial<PublishedIdea> = {}): PublishedIdea {
  return {
    ...{ stage: "published", consultation: CONSULTATION, audience: "public", author: anna, byCity: false, title: "Bank", images: [] },
    ...{ publishedAt: NOW, activeAt: NOW, supports: 0, comments: 0, countedAtMs: 0 },
    ...more,
  };
}
