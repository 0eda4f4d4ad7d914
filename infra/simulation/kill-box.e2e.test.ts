import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { freePort, type Platform, startPlatform } from "@teilhabe/cli/replay/own-platform";
import { closeStaged, openStaged } from "@teilhabe/cli/replay/stage-election";
import { type Client, teilhabeClient } from "@teilhabe/client/client";
import { newNonce } from "@teilhabe/client/vote";
import { listCheckpoints, readCheckpoint } from "@teilhabe/contracts/ballot-box/log-operations";
import { castVote } from "@teilhabe/contracts/ballot-box/operations";
import { draftBallot } from "@teilhabe/contracts/voting/officer-operations";
import { issueCredential } from "@teilhabe/contracts/voting/voter-operations";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import { fromHex, sameBytes, toHex, utf8 } from "@teilhabe/proofs/bytes";
import { parseCheckpoint } from "@teilhabe/proofs/checkpoint";
import { growingTree } from "@teilhabe/proofs/merkle/compact-range";
import { tilePath, tilesOf } from "@teilhabe/proofs/merkle/tile-path";
import { openNote, openVerifier } from "@teilhabe/proofs/note-keys";
import type { Receipt } from "@teilhabe/proofs/receipt";
import { isReceiptGenuine } from "@teilhabe/proofs/signed-receipt";

const VOTERS = 60;
const KILLS = 3;
const PATIENCE_MS = 60_000;
const TIMEOUT_MS = 240_000;

/** The hashes of all entries, from the public tiles alone. */
async function leavesOf(url: string, ballot: string, size: number): Promise<string[]> {
  const leaves: string[] = [];
  for (const tile of tilesOf(size)) {
    if (tile.level > 0) break;
    const response = await fetch(`${url}/v1/ballots/${ballot}/log/${tilePath(tile)}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    for (let at = 0; at < bytes.length; at += 32) leaves.push(toHex(bytes.slice(at, at + 32)));
  }
  return leaves;
}

async function openBallot(staff: Client): Promise<string> {
  const now = Date.now();
  const { id } = await staff.ask(draftBallot, {
    title: "Killed",
    options: [{ id: "park", title: "Park" }],
    paper: { kind: "approval", minLength: 0, maxLength: 1 },
    method: { id: "approval", parameters: {} },
    seats: 1,
    secrecy: "confidential",
    opensAt: new Date(now).toISOString(),
    closesAt: new Date(now + 86_400_000).toISOString(),
  });
  await openStaged(staff, id);
  return id;
}

test(
  "a platform that is killed again and again while votes come keeps every receipt, in one log that only grew",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "teilhabe-killed-"));
    const start = { data: join(folder, "data"), port: await freePort(), settings: { RATE_LIMIT_ANONYMOUS_PER_MINUTE: "100000" } };
    let platform: Platform = await startPlatform(start);
    try {
      const { url, data } = platform;
      const staff = teilhabeClient({ url, token: mintToken(data, { as: "staff", name: "officer" }), patienceMs: PATIENCE_MS });
      const ballot = await openBallot(staff);
      const receipts: Receipt[] = [];
      const seen: string[] = [];
      const nobody = teilhabeClient({ url, patienceMs: PATIENCE_MS });
      const cast = async (n: number) => {
        const citizen = teilhabeClient({ url, token: mintToken(data, { as: "citizen", name: `citizen-${n}` }), patienceMs: PATIENCE_MS });
        const { credential, key } = await citizen.ask(issueCredential, { ballot });
        const vote = { ballot, credential, key, seq: 1, choice: { options: n % 2 === 0 ? ["park"] : [] }, nonce: newNonce() };
        receipts.push((await nobody.ask(castVote, vote)).receipt);
        seen.push((await nobody.ask(readCheckpoint, { ballot })).text);
      };
      const voting = Promise.all(
        Array.from({ length: VOTERS }, async (_, n) => {
          await new Promise((resolve) => setTimeout(resolve, n * 50));
          await cast(n);
        }),
      );
      for (let kill = 1; kill <= KILLS; kill++) {
        while (receipts.length < (kill * VOTERS) / (KILLS + 1)) await new Promise((resolve) => setTimeout(resolve, 5));
        await platform.kill();
        platform = await startPlatform(start);
      }
      await voting;
      await closeStaged(staff, ballot);

      const definition = await fetch(`${url}/v1/ballots/${ballot}/definition`);
      const { logKey } = (await definition.json()) as { logKey: string };
      const checked = (note: string) => {
        const opened = openNote(utf8(note), openVerifier(logKey));
        if (!opened.signed) throw new Error(opened.reason);
        return parseCheckpoint(opened.text);
      };
      const last = async () => checked((await nobody.ask(readCheckpoint, { ballot })).text);
      while ((await last()).size < VOTERS + 2) await new Promise((resolve) => setTimeout(resolve, 100));
      const { size, voters } = await last();
      expect({ size, voters }).toEqual({ size: VOTERS + 2, voters: VOTERS });
      const leaves = await leavesOf(url, ballot, size);
      expect(receipts).toHaveLength(VOTERS);
      for (const receipt of receipts) {
        expect(isReceiptGenuine(receipt, openVerifier(logKey))).toBe(true);
        expect(leaves).toContain(receipt.leafHash);
      }
      const { items } = await nobody.ask(listCheckpoints, { ballot });
      const tree = growingTree();
      for (const checkpoint of items.map(({ note }) => checked(note))) {
        while (tree.size() < checkpoint.size) tree.append(fromHex(leaves[tree.size()] ?? ""));
        expect(sameBytes(tree.root(), checkpoint.root)).toBe(true);
      }
      expect(tree.size()).toBe(size);
      // What anybody was shown in between is still there.
      for (const note of seen) expect(items.map((item) => item.note)).toContain(note);
    } finally {
      await platform.kill();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  TIMEOUT_MS,
);
