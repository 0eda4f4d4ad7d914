import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import type { Operation, SentTo } from "@teilhabe/contracts/operation";
import { isRefusal } from "@teilhabe/contracts/refusal";
import { questionDraft } from "@teilhabe/contracts/voting/examples";
import { closeBallot, draftBallot, openBallot } from "@teilhabe/contracts/voting/officer-operations";
import { claimForPerson, enterPapers, readPaper } from "@teilhabe/contracts/voting/paper-operations";
import { readPublishedDocument } from "@teilhabe/contracts/voting/publication-operations";
import { readResult } from "@teilhabe/contracts/voting/result-operations";
import { importRoll } from "@teilhabe/contracts/voting/roll-operations";
import { issueBlindCredential, readBallot, readDefinition } from "@teilhabe/contracts/voting/voter-operations";
import { until } from "@teilhabe/platform/bus/bus-harness";
import { databaseOf, openMongo } from "@teilhabe/platform/store/open-mongo";
import { citizen, personNamed, staff } from "@teilhabe/platform/testing/askers";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { toBase64Url, utf8 } from "@teilhabe/proofs/bytes";
import { sha256Hex } from "@teilhabe/proofs/hash";
import type { IssuerKey } from "@teilhabe/proofs/issuer-key";
import { newVoterSecret, openWallet } from "@teilhabe/proofs/voter/wallet";
import { voting } from "@teilhabe/voting/module";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";

const START_MS = 120_000;
const HOUR = 3_600_000;
const PEOPLE = ["anna", "ben", "cleo"];
const ATTEMPTS = 50;

describeWith("mongodb", "claims on a secret ballot, at two replicas over NATS and MongoDB", (mongoUrl) => {
  const databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
  let folder = "";
  let nats: RunningNats;
  let replicas: Started[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "teilhabe-claims-"));
    nats = await startNats({ folder, syncInterval: "1m" });
    const settings = { BUS_URL: nats.url, DATABASE_URL: databaseUrl };
    for (let n = 0; n < 2; n++) replicas = [...replicas, await started([voting, ballotBox], { realTime: true, settings })];
  }, START_MS);
  afterAll(async () => {
    for (const replica of replicas) await replica.stop();
    const opened = await openMongo(databaseUrl);
    for (const { name } of [voting, ballotBox]) await databaseOf(opened, name).all.db.dropDatabase();
    await opened.close();
    await nats.kill();
    await rm(folder, { recursive: true, force: true });
  }, START_MS);

  const at = (n: number) => replicas[n % replicas.length] as Started;
  async function ask<O extends Operation>(n: number, operation: O, input: SentTo<O>, asker = staff()): Promise<string> {
    const answer = await at(n).ask(operation, input, asker);
    return isRefusal(answer) ? answer.refused : "yes";
  }
  const stageOf = async (ballot: string) => (await at(0).done(readBallot, { ballot })).stage;
  const untilStage = async (ballot: string, stage: string) => {
    for (let times = 0; times < 10 && (await stageOf(ballot)) !== stage; times++)
      await until(async () => (await stageOf(ballot)) === stage).catch(() => undefined);
    expect(await stageOf(ballot)).toBe(stage);
  };

  async function openedWithRoll(): Promise<string> {
    const now = Date.now();
    const times = { opensAt: new Date(now - HOUR).toISOString(), closesAt: new Date(now + HOUR).toISOString() };
    const draft = { ...questionDraft, ...times, secrecy: "secret" as const, eligibility: { roll: "person" as const } };
    const { id: ballot } = await at(0).done(draftBallot, draft, staff());
    await at(0).done(importRoll, { ballot, csv: `person\n${PEOPLE.map(personNamed).join("\n")}` }, staff());
    await at(0).done(openBallot, { ballot }, staff());
    await untilStage(ballot, "open");
    return ballot;
  }

  test(
    "of 50 at once over three channels one holds for each person; papers match them, and the ballot is counted",
    async () => {
      const ballot = await openedWithRoll();
      const { text } = await at(0).done(readDefinition, { ballot });
      const about = { ballotId: ballot, definitionHash: sha256Hex(utf8(text)), issuer: (JSON.parse(text) as { issuerKey: IssuerKey }).issuerKey };
      for (const name of PEOPLE) {
        const blinded = toBase64Url((await openWallet(newVoterSecret(), about)).blinded);
        const attempts = Array.from({ length: ATTEMPTS }, (_, n) => {
          if (n % 3 === 0) return ask(n, issueBlindCredential, { ballot, blinded }, citizen(name));
          return ask(n, claimForPerson, { ballot, channel: n % 3 === 1 ? "paper" : "assisted", identification: personNamed(name) });
        });
        const answers = await Promise.all(attempts);
        expect(new Set(answers.flatMap((answer, n) => (answer === "yes" ? [n % 3] : []))).size).toBe(1);
        // On a busy machine some may be told to ask again; nobody gets a second channel for it.
        expect(new Set([...answers, "too-many-conflicts"])).toEqual(new Set(["claimed-on-another-channel", "yes", "too-many-conflicts"]));
      }

      const { sums } = await at(1).done(readPaper, { ballot }, staff());
      for (const { origin, district, claimed } of sums) {
        const papers = Array.from({ length: claimed }, () => ({ options: ["yes"] }));
        const entered = ["maria", "jonas"].map((officer, n) =>
          ask(n, enterPapers, { ballot, batch: origin, origin, district, papers }, staff(officer)),
        );
        expect(await Promise.all(entered)).toEqual(["yes", "yes"]);
      }
      await at(0).done(closeBallot, { ballot, reason: "Alle haben abgestimmt." }, staff());
      await untilStage(ballot, "finished");
      const onPaper = sums.reduce((sum, { claimed }) => sum + claimed, 0);
      expect(await at(1).done(readResult, { ballot })).toMatchObject({ votes: onPaper });
      const roll = JSON.parse((await at(1).done(readPublishedDocument, { ballot, document: "roll.json" })).text) as { districts: object[] };
      const by = (channel: string) => sums.find(({ origin }) => origin === channel)?.claimed ?? 0;
      expect(roll.districts).toEqual([
        { district: "all", eligible: PEOPLE.length, online: PEOPLE.length - onPaper, paper: by("paper"), assisted: by("assisted") },
      ]);
    },
    START_MS,
  );
});
