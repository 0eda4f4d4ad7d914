import { spawn } from "node:child_process";
import { describe, expect, test } from "@jest/globals";
import { textOf, toBase64, utf8 } from "@teilhabe/proofs/bytes";
import { formatCheckpoint } from "@teilhabe/proofs/checkpoint";
import { leafHash } from "@teilhabe/proofs/merkle/hash";
import { tilePath } from "@teilhabe/proofs/merkle/tile-path";
import { nodesFromTiles, type Tile, tileWriter } from "@teilhabe/proofs/merkle/tiles";
import { consistencyProof, inclusionProof, type NodeReader, type Proof, rootOf } from "@teilhabe/proofs/merkle/tree";
import { newNoteKeys, openNote, openSigner, openVerifier, signNote } from "@teilhabe/proofs/note-keys";
import { run } from "../../verifiers/python.ts";

/** Go, and its module: from its cache, or fetched. */
const hasGo = (await run("go", ["mod", "download"], import.meta.dirname)).exitCode === 0;
if (!hasGo && process.env["CI"] !== undefined) throw new Error("The oracle for log and notes needs Go and golang.org/x/mod.");
const withGo = hasGo ? test : test.skip;

const RECORDS = Array.from({ length: 66_000 }, (_, i) => `record ${i}`);
const SIZES = [1, 2, 3, 7, 255, 256, 257, 1_000, 65_536, 65_537, 66_000];
const INCLUSIONS = SIZES.flatMap((size) => [...new Set([0, Math.floor(size / 3), size - 1])].map((index) => [index, size] as const));
const CONSISTENCIES = SIZES.flatMap((older) => SIZES.filter((newer) => newer >= older).map((newer) => [older, newer] as const));

describe(`golang.org/x/mod/sumdb, beside our log and notes${hasGo ? "" : " (needs Go)"}`, () => {
  withGo(
    "gives the same roots, proofs, tiles and notes, and takes ours",
    async () => {
      const readers = new Map(SIZES.map((size) => [size, readerOf(size)] as const));
      const at = (size: number) => readers.get(size)?.read as NodeReader;
      const keys = newNoteKeys("city.example/ballots/b1");
      const text = formatCheckpoint({
        origin: "city.example/ballots/b1",
        size: 66_000,
        root: Uint8Array.from(rootOf(66_000, at(66_000))),
        voters: 12,
      });
      const note = signNote(text, openSigner(keys.signerKey));
      const inclusions = INCLUSIONS.map(([index, size]) => texts(inclusionProof(index, size, at(size))));
      const consistencies = CONSISTENCIES.map(([older, newer]) => texts(consistencyProof(older, newer, at(newer))));

      const answer = await askGo({
        Records: RECORDS,
        Sizes: SIZES,
        Inclusions: INCLUSIONS,
        Consistencies: CONSISTENCIES,
        ClaimedInclusions: inclusions,
        ClaimedConsistencies: consistencies,
        SignerKey: keys.signerKey,
        VerifierKey: keys.verifierKey,
        Text: text,
        Note: textOf(note),
      });
      expect(answer.Accepted).toBe(true);
      expect(answer.Roots).toEqual(SIZES.map((size) => toBase64(rootOf(size, at(size)))));
      expect(answer.Inclusions).toEqual(inclusions);
      expect(answer.Consistencies).toEqual(consistencies);
      expect(answer.Note).toBe(textOf(note));
      expect(openNote(utf8(answer.Note), openVerifier(keys.verifierKey))).toEqual({ signed: true, text });
      const ours = Object.fromEntries((readers.get(66_000)?.tiles ?? []).map((tile) => [`${goPath(tile)}`, toBase64(tile.bytes)]));
      expect(answer.Tiles).toEqual(ours);
    },
    120_000,
  );
});

/** Go's paths name the height: `tile/8/0/000`. */
function goPath(tile: Tile): string {
  return tilePath(tile).replace("tile/", "tile/8/");
}

function readerOf(size: number): { tiles: Tile[]; read: NodeReader } {
  const writer = tileWriter();
  const tiles = RECORDS.slice(0, size).flatMap((record) => writer.append(leafHash(utf8(record))));
  tiles.push(...writer.partialTiles());
  const byPath = new Map(tiles.map((tile) => [tilePath(tile), tile.bytes]));
  return { tiles, read: nodesFromTiles(size, (tile) => byPath.get(tilePath(tile)) ?? new Uint8Array(0)) };
}

function texts(proof: Proof): string[] {
  return proof.map(toBase64);
}

type Answer = { Roots: string[]; Inclusions: string[][]; Consistencies: string[][]; Tiles: Record<string, string>; Accepted: boolean; Note: string };

function askGo(request: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = spawn("go", ["run", "."], { cwd: import.meta.dirname, stdio: ["pipe", "pipe", "pipe"] });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (chunk) => {
      stdout += String(chunk);
    });
    child.stderr.on("data", (chunk) => {
      stderr += String(chunk);
    });
    child.on("close", (exitCode) => (exitCode === 0 ? resolve(JSON.parse(stdout) as Answer) : reject(new Error(stderr))));
    child.stdin.end(JSON.stringify(request));
  });
}
