import { describe, expect, test } from "@jest/globals";
import { type Idea, isAuthor, missing } from "./idea.ts";
import { anna, askedBy, bert, CONSULTATION, IDEA, ideaLike, NOW } from "./samples.ts";
import { ideaSummary, reads, wholeIdea } from "./show-idea.ts";

const { stage: _stage, publishedAt, activeAt, supports, comments, countedAtMs, ...known } = ideaLike();
const life = { publishedAt, activeAt, supports, comments, countedAtMs };
const { title, images, ...rest } = known;
const stages = {
  draft: { ...known, stage: "draft" },
  published: ideaLike(),
  hidden: { ...ideaLike(), stage: "hidden", hiddenAt: NOW, ground: "spam" },
  withdrawn: { ...rest, stage: "withdrawn", withdrawnAt: NOW, life, content: { title, images } },
  "withdrawn draft": { ...rest, stage: "withdrawn", withdrawnAt: NOW, content: { title, images } },
  erased: { stage: "erased", consultation: CONSULTATION, audience: "public", wasPublic: true },
  "erased draft": { stage: "erased", consultation: CONSULTATION, audience: "public", wasPublic: false },
} as const satisfies Record<string, Idea>;
const askers = {
  nobody: askedBy(undefined),
  author: askedBy(anna),
  other: askedBy(bert),
  moderator: askedBy(bert, { grants: [`moderator:${CONSULTATION}`] }),
};

describe("looking at an idea", () => {
  test.each([
    ["published", "read read read read"],
    ["draft", "none read none none"],
    ["hidden", "place read place read"],
    ["withdrawn", "place read place place"],
    ["withdrawn draft", "none read none none"],
    ["erased", "erased erased erased erased"],
    ["erased draft", "none none none none"],
  ] as const)("that is %s gives nobody, its author, others and moderators: %s", (name, expected) => {
    const idea: Idea = stages[name];
    const seen = Object.values(askers).map((asked) => {
      const refused = missing({ id: IDEA, version: 1, state: idea }, asked)?.refused;
      if (refused !== undefined) return refused === "idea-erased" ? "erased" : "none";
      return idea.stage !== "erased" && reads(idea, asked) ? "read" : "place";
    });
    expect(seen.join(" ")).toBe(expected);
  });

  test("for staff only gives others nothing at all", () => {
    for (const idea of Object.values(stages)) {
      const state = { ...idea, audience: "staff" } as Idea;
      expect(missing({ id: IDEA, version: 1, state }, askers.other)).toMatchObject({ refused: "idea-not-found" });
    }
  });

  test("of the city makes every member of staff its author, and shows no name", () => {
    const idea = ideaLike({ byCity: true });
    expect([askedBy(anna), askedBy(bert, { grants: ["staff"] })].map((asked) => isAuthor(idea, asked))).toEqual([false, true]);
    expect(ideaSummary(IDEA, idea, "Anna", undefined, askers.nobody).author).toEqual({ city: true });
  });
});

describe("showing an idea", () => {
  test("that may not be read shows neither text nor what tells of it", () => {
    const text = {
      id: IDEA,
      version: 4,
      state: { title: "Bank", text: "Geheim", searchable: false, moderation: { decision: "hidden", ground: "spam", statement: "Geheim", at: NOW } },
    } as const;
    const idea = {
      ...stages.hidden,
      category: "parks",
      place: { position: { latitude: 1, longitude: 1 } },
      images: [{ id: IDEA, mediaType: "image/png", bytes: 1, alt: "Geheim" }],
    };
    const whole = { id: IDEA, idea, text, answer: undefined, name: "Geheim", supported: undefined };
    expect(JSON.stringify(wholeIdea(whole, askers.other))).not.toMatch(/Geheim|Bank|parks|latitude/);
    expect(wholeIdea(whole, askers.other)).toMatchObject({ stage: "hidden", moderation: { ground: "spam" }, version: 4 });
    expect(wholeIdea(whole, askers.moderator)).toMatchObject({ text: "Geheim", moderation: { statement: "Geheim" }, author: { name: "Geheim" } });
  });

  test("never shows the id of a person", () => {
    for (const idea of [stages.published, stages.hidden, stages.withdrawn, stages.draft])
      for (const asked of Object.values(askers)) expect(JSON.stringify(ideaSummary(IDEA, idea, "Anna", true, asked))).not.toContain(anna);
  });
});
