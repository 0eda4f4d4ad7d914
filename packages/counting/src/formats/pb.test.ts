import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { pbText } from "../../test/pb-files.ts";
import { realFiles, testOnRealElections } from "../../test/shared-data.ts";
import { ballotCount } from "../election.ts";
import { count } from "../methods.ts";
import { FormatError } from "./format-error.ts";
import { readPb, readPbText } from "./pb.ts";
import { type PbDocument, readPbDocument, writePb } from "./pb-document.ts";

const META = "META\nkey;value\nbudget;100\nvote_type;approval\nrule;greedy\n";
const PROJECTS = "PROJECTS\nproject_id;cost;votes;name\n1;60;2;Bench\n2;50;1;Tree\n";
const VOTES = "VOTES\nvoter_id;vote\nv1;1\nv2;1,2\n";

function read(text: string) {
  return readPbText(text, "city.pb");
}

describe("reading a .pb file", () => {
  test("groups identical votes, whatever their order", () => {
    const { election } = read(`${META}${PROJECTS}VOTES\nvoter_id;vote\na;1,2\nb;2,1\nc; 2 , 1 \nd;1\n`);
    expect(election.ballots).toEqual({
      kind: "approval",
      papers: [
        { count: 3, chosen: [0, 1] },
        { count: 1, chosen: [0] },
      ],
    });
  });

  test("takes a byte order mark, CRLF, empty lines, quotes and odd case as they come", () => {
    const odd = [
      "\uFEFFMeta",
      "KEY;value",
      "",
      "Budget; 100 ",
      "VOTE_TYPE;Approval",
      'description;"a ""small"" city; really"',
      "projects;;",
      "PROJECT_ID;Cost;name",
      '1;60;Park "Green"',
      '2;50;"two',
      'lines"',
      "",
      "VOTES",
      "voter_id;vote;age;",
      'v1;"1,2";;',
    ].join("\r\n");
    const { election, meta } = read(odd);
    expect(meta.get("description")?.value).toBe('a "small" city; really');
    expect(election.options.map(({ name }) => name)).toEqual(['Park "Green"', "two\nlines"]);
    expect(ballotCount(election.ballots)).toBe(1);
  });

  test("keeps money exact: decimals become the unit", () => {
    const { election } = read(
      `META\nkey;value\nbudget;1000.50\nvote_type;approval\nPROJECTS\nproject_id;cost\n1;400.0\n2;600.505\n3;1 000,5\n${VOTES}`,
    );
    expect(election).toMatchObject({ decimals: 3, budget: 1_000_500n, options: [{ cost: 400_000n }, { cost: 600_505n }, { cost: 1_000_500n }] });
  });

  test("counts a project that a vote names twice once, an empty vote as a voter, and says so", () => {
    const { election, notes } = read(`${META}${PROJECTS}VOTES\nvoter_id;vote\na;1,1\nb;\n`);
    expect(count({ election, method: "approval" })).toMatchObject({ ballots: 2, tally: { 1: 1, 2: 0 } });
    expect(notes).toEqual(["1 different votes name a project more than once; it counts once", "1 votes are empty; they count as voters"]);
  });

  test("leaves out rows of nothing but separators, as spreadsheets leave them behind", () => {
    expect(ballotCount(read(`${META};\n${PROJECTS};;;\n${VOTES};\n ; \n`).election.ballots)).toBe(2);
  });

  test.each(["1 000 000", "1\u00A0000\u00A0000", "1'000'000", "1 000 000,00"])("reads the budget %s", (budget) => {
    expect(read(META.replace("100", budget) + PROJECTS + VOTES).election).toMatchObject({ budget: 1_000_000n, decimals: 0 });
  });

  test("says what in META no rule follows, and what it could not check", () => {
    const { notes } = read(`${META}budget_per_neighborhood;60,40\ndefault_score;0\nscoring_fn;Borda\nmax_length;unlimited\n${PROJECTS}${VOTES}`);
    expect(notes).toEqual([
      "META has max_length `unlimited`, which is no number; it was not checked",
      "META has budget_per_neighborhood `60,40`, which no rule here follows",
    ]);
  });

  test("counts votes that cost more, or give other points, than allowed, and says so", () => {
    expect(read(`${META}max_sum_cost;100\n${PROJECTS}${VOTES}`).notes).toEqual([
      "1 votes name projects that cost more than 100 together; they count as they are",
    ]);
    const limits = "min_points;1\nmax_points;4\nmin_sum_points;2\nmax_sum_points;6\n";
    const points = "VOTES\nvoter_id;vote;points\na;1,2;1.5,4.5\nb;1,2;3,4\nc;2;0.5\n";
    expect(read(`${META.replace("approval", "scoring")}${limits}${PROJECTS}${points}`).notes).toEqual([
      "1 votes give a project more than 4 points; they count as they are",
      "1 votes give a project fewer than 1 points; they count as they are",
      "1 votes give more than 6 points; they count as they are",
      "1 votes give fewer than 2 points; they count as they are",
    ]);
  });

  test("counts votes that are longer or shorter than allowed, and says so", () => {
    const { notes } = read(`${META}max_length;1\nnum_projects;3\n${PROJECTS}${VOTES}`);
    expect(notes).toEqual(["META says num_projects 3, the file has 2", "1 votes name more than 1 projects; they count as they are"]);
  });

  test("gives rankings k, k-1, …, 1 points and reads the points of cumulative votes", () => {
    const ranked = read(`${META.replace("approval", "ordinal")}${PROJECTS}VOTES\nvoter_id;vote\na;2,1\nb;1\n`);
    expect(count({ election: ranked.election, method: "points" }).tally).toEqual({ 1: 2, 2: 2 });
    const points = read(`${META.replace("approval", "cumulative")}${PROJECTS}VOTES\nvoter_id;points;vote\na;1.5,3;2,1\nb;3,1.5;1,2\n`);
    expect(count({ election: points.election, method: "points" }).tally).toEqual({ 1: 6, 2: 3 });
  });

  test("knows groups of projects that exclude each other", () => {
    const grouped = read(
      `${META}PROJECTS\nproject_id;cost;exclusive_group\n1;40;pond\n2;30;pond\n3;30;\n${VOTES.replace("v1;1\n", "v1;3,2,1\nv3;1\n")}`,
    );
    expect(count({ election: grouped.election, method: "greedy" }).winners).toEqual(["1", "3"]);
  });

  test("is the same in pieces of any size", async () => {
    const text = `${META}${PROJECTS}VOTES\nvoter_id;vote;"odd ""name"";"\na;1,2;x\nb;2;"y\nz"\n`;
    const whole = read(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 30, maxLength: 30 }), async (sizes) => {
        const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
        const pieces = [0, ...ends].map((from, index) => text.slice(from, ends[index]));
        expect(await readPb(pieces, "city.pb")).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a damaged .pb file is refused with file, line and reason", () => {
  const cases: readonly (readonly [what: string, text: string, reason: RegExp])[] = [
    ["no .pb file at all", "hello\n", /^city\.pb, line 1: expected the section META first/],
    ["an empty file", "", /line 1: the file ends before the section PROJECTS/],
    ["no votes", `${META}${PROJECTS}`, /line 9: the file ends before the section VOTES/],
    ["sections in another order", `${META}${VOTES}`, /line 6: section VOTES here; expected PROJECTS/],
    ["no budget", `META\nkey;value\nvote_type;approval\n${PROJECTS}${VOTES}`, /META has no budget/],
    ["a budget that is no number", `META\nkey;value\nbudget;a lot\nvote_type;approval\n${PROJECTS}${VOTES}`, /line 3: budget is `a lot`/],
    [
      "a budget of one or of a thousand",
      `META\nkey;value\nbudget;1,000\nvote_type;approval\n${PROJECTS}${VOTES}`,
      /line 3: budget is `1,000`; the comma may stand before decimals or between thousands/,
    ],
    [
      "a threshold of one or of a thousand",
      `${META}min_project_score_threshold;1,000\n${PROJECTS}${VOTES}`,
      /line 6: min_project_score_threshold is/,
    ],
    ["a last vote that is cut off behind a comma", `${META}${PROJECTS}VOTES\nvoter_id;vote\nv1;1\nv2;1,`, /line 13: the file ends behind a comma/],
    ["two budgets", `${META}budget;200\n${PROJECTS}${VOTES}`, /line 6: META names budget twice: `100` in line 3, `200` here/],
    [
      "an unknown kind of votes",
      `${META.replace("approval", "shouting")}${PROJECTS}${VOTES}`,
      /line 4: vote_type is `shouting`; expected one of approval/,
    ],
    ["no kind of votes", `META\nkey;value\nbudget;100\n${PROJECTS}${VOTES}`, /META has no vote_type/],
    ["no cost column", `${META}PROJECTS\nproject_id;name\n1;Bench\n${VOTES}`, /line 7: PROJECTS has no column cost; found project_id, name/],
    ["a project without cost", `${META}PROJECTS\nproject_id;cost\n1;\n${VOTES}`, /line 8: project 1 has no cost/],
    ["a negative cost", `${META}PROJECTS\nproject_id;cost\n1;-5\n${VOTES}`, /line 8: the cost of project 1 is negative: -5/],
    ["a project twice", `${META}PROJECTS\nproject_id;cost\n1;5\n1;6\n${VOTES}`, /line 9: project 1 is already in line 8/],
    [
      "no vote column",
      `${META}${PROJECTS}VOTES\nvoter_id;choice\nv1;1\n`,
      /line 11: VOTES has no column vote, which approval votes need; found voter_id, choice/,
    ],
    [
      "a vote for an unknown project",
      `${META}${PROJECTS}VOTES\nvoter_id;vote\nv1;1\nv2;1,7\n`,
      /line 13: the vote names project `7`, which is not in PROJECTS/,
    ],
    ["a row that is cut off", `${META}${PROJECTS}VOTES\nvoter_id;vote\nv1;1\nv2`, /line 13: 1 of the 2 cells that the header names/],
    ["an unquoted ;", `${META}PROJECTS\nproject_id;cost;name\n1;5;red; green\n${VOTES}`, /line 8: 4 cells, but the header names 3/],
    [
      "a quote that is never closed",
      `${META}PROJECTS\nproject_id;cost;name\n1;5;"Bench\n${VOTES}`,
      /line 8: a quote is opened here and never closed/,
    ],
    ["fewer votes than announced", `${META}num_votes;3\n${PROJECTS}${VOTES}`, /line 14: the file ends after 2 of the 3 votes/],
    ["points missing", `${META.replace("approval", "cumulative")}${PROJECTS}${VOTES}`, /VOTES has no column points, which cumulative votes need/],
    [
      "too few points",
      `${META.replace("approval", "scoring")}${PROJECTS}VOTES\nvoter_id;vote;points\nv1;1,2;5\n`,
      /line 12: 1 points for 2 projects/,
    ],
    [
      "points that are no numbers",
      `${META.replace("approval", "scoring")}${PROJECTS}VOTES\nvoter_id;vote;points\nv1;1;many\n`,
      /line 12: points `many`/,
    ],
    [
      "points for a project twice",
      `${META.replace("approval", "scoring")}${PROJECTS}VOTES\nvoter_id;vote;points\nv1;1,1;5,4\n`,
      /line 12: the vote `1,1` names a project twice/,
    ],
  ];
  test.each(cases)("%s", (_what, text, reason) => {
    expect(() => read(text)).toThrow(reason);
  });

  test("and whatever else happens to a file: it is counted, or refused with a line", () => {
    const whole = `${META}${PROJECTS}VOTES\nvoter_id;vote\nv1;1\nv2;1,2\nv3;2\n`;
    const damage = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(4),
      text: fc.constantFrom("", ";", '"', ",", "\n", "9", "-", "e5", "\r", "META"),
    });
    const check = (damages: readonly { at: number; cut: number; text: string }[]) => {
      const text = damages.reduce((before, { at, cut, text }) => before.slice(0, at) + text + before.slice(at + cut), whole);
      try {
        count({ election: read(text).election, method: "greedy" });
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        expect((error as FormatError).line).toBeGreaterThan(0);
      }
    };
    fc.assert(fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), check), { numRuns: 500 });
  });

  test("but one with fewer votes than announced counts where asked for", () => {
    const { notes } = readPbText(`${META}num_votes;3\n${PROJECTS}${VOTES}`, "city.pb", { incomplete: true });
    expect(notes).toEqual(["META says num_votes 3, the file has 2"]);
  });
});

describe("where each vote must be one voter's", () => {
  const strictly = (text: string) => () => readPbText(text, "city.pb", { strict: true });

  test("a voter who comes twice is refused with both lines", () => {
    expect(strictly(`${META}${PROJECTS}VOTES\nvoter_id;vote\nv1;1\nv2;2\nv1;2\n`)).toThrow("city.pb, line 14: voter v1 has already voted in line 12");
  });

  test.each(["num_votes;1", "num_projects;3"])("a file that contradicts its %s is refused with the line", (announced) => {
    expect(strictly(`${META}${announced}\n${PROJECTS}${VOTES}`)).toThrow(/^city\.pb, line 6: META says num_\w+ \d, the file has 2$/);
  });

  test("files that name no voters, and announce nothing, are taken", () => {
    expect(strictly(`${META}${PROJECTS}VOTES\nvoter_id;vote\n;1\n;2\n`)).not.toThrow();
  });
});

describe("writing is the inverse of reading", () => {
  testOnRealElections("byte by byte on all real files", () => {
    const files = realFiles("pb");
    expect(files.length).toBeGreaterThan(0);
    const changed = files.filter((file) => [...writePb(readPbDocument(pbText(file), file))].join("") !== pbText(file));
    expect(changed).toEqual([]);
  });

  test("on anything that a document may hold", () => {
    const cell = fc.string({ unit: fc.constantFrom("a", "ä", ";", '"', ",", "\n", " ", "1") }).map((text) => `x${text}`);
    const row = (length: number) => fc.array(cell, { minLength: length, maxLength: length });
    const document: fc.Arbitrary<PbDocument> = fc.record({
      meta: fc.array(fc.tuple(cell, cell)),
      projectColumns: row(3),
      projects: fc.array(row(3)),
      voteColumns: row(2),
      votes: fc.array(row(2)),
    });
    fc.assert(fc.property(document, (written) => expect(readPbDocument([...writePb(written)].join(""), "city.pb")).toEqual(written)));
  });
});
