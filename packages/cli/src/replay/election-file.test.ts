import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { BadInput } from "../faults.ts";
import { readElectionFile } from "./election-file.ts";

const text = readFileSync(join(import.meta.dirname, "../../../../examples/made-up-district.pb"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "teilhabe-election-file-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(name: string, content: string | Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, content);
  return readElectionFile(path);
}

test.each<[what: string, name: string, content: string | Uint8Array]>([
  ["as it is", "whole.pb", text],
  ["with Windows line ends and a byte order mark", "windows.pb", `\uFEFF${text.replaceAll("\n", "\r\n")}`],
  ["zipped", "whole.pb.gz", gzipSync(text)],
  ["zipped, and not called so", "zipped.pb", gzipSync(text)],
  ["called zipped, and not so", "plain.pb.gz", text],
])("an election is read %s", async (_, name, content) => {
  expect(await read(name, content)).toMatchObject({ name, votes: 12, official: ["1", "2"] });
});

describe("a damaged file is refused with file, line and reason", () => {
  const junk = Uint8Array.from({ length: 5_000 }, (_, n) => (n * 7_919) % 251);
  const cases: readonly (readonly [what: string, name: string, content: string | Uint8Array, reason: RegExp])[] = [
    ["cut off in its projects", "cut.pb", text.slice(0, text.indexOf("3;30000")), /cut\.pb, line 18: the file ends before the section VOTES/],
    ["cut off in its votes", "cut-votes.pb", text.slice(0, text.lastIndexOf("11;2,3")), /, line 33: the file ends after 10 of the 12 votes/],
    ["more votes announced", "more.pb", text.replace("num_votes;12", "num_votes;13"), /, line 35: the file ends after 12 of the 13 votes/],
    ["fewer votes announced", "fewer.pb", text.replace("num_votes;12", "num_votes;11"), /, line 8: META says num_votes 11, the file has 12/],
    ["a voter twice", "twice.pb", text.replace("\n12;", "\n11;"), /, line 35: voter 11 has already voted in line 34/],
    ["no META", "no-meta.pb", text.slice(text.indexOf("PROJECTS")), /, line 1: section PROJECTS here; expected META/],
    ["something else", "junk.pb", junk, /, line 1: expected the section META first/],
    ["junk inside", "junk-inside.pb", Buffer.concat([Buffer.from(text.slice(0, 30)), junk.subarray(200, 240)]), /junk-inside\.pb, line /],
    ["a zip that is cut off", "cut.pb.gz", gzipSync(text).subarray(0, 250), /cut\.pb\.gz, line \d+: damaged gzip/],
  ];
  test.each(cases)("%s", async (_, name, content, reason) => {
    const refused = read(name, content);
    await expect(refused).rejects.toThrow(BadInput);
    await expect(refused).rejects.toThrow(reason);
  });

  test("and one that is not there, and a folder", async () => {
    await expect(readElectionFile(join(folder, "none.pb"))).rejects.toThrow(/none\.pb: there is no such file/);
    await expect(readElectionFile(folder)).rejects.toThrow(/this is a folder/);
  });
});
