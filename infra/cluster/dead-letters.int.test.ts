import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { ideasContract } from "@teilhabe/contracts/ideas/contract";
import { submitIdea } from "@teilhabe/contracts/ideas/idea-operations";
import { answerIdea } from "@teilhabe/contracts/ideas/moderation-operations";
import { notificationsContract } from "@teilhabe/contracts/notifications/contract";
import { listNotices, setAddress } from "@teilhabe/contracts/notifications/operations";
import { operatorsContract } from "@teilhabe/contracts/operators/contract";
import { peopleContract } from "@teilhabe/contracts/people/contract";
import { gatewayTo } from "@teilhabe/gateway/module";
import { ideas } from "@teilhabe/ideas/module";
import { notifications } from "@teilhabe/notifications/module";
import { people } from "@teilhabe/people/module";
import { realWorld } from "@teilhabe/platform/clock";
import { databaseOf, type OpenedMongo, openMongo } from "@teilhabe/platform/store/open-mongo";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { openConsultation } from "../bench/ideas.ts";
import { patiently } from "../faults/patiently.ts";
import { type People, peopleOf } from "../faults/town.ts";
import { type RunningNats, startNats } from "../servers/nats.ts";
import { describeWith } from "../servers/test-servers.ts";

const LIMIT_MS = 300_000;
const ROOT = join(import.meta.dirname, "../..");
const ATTEMPTS = 12;
/** Nobody takes mails there. */
const NO_MAIL = "smtp://127.0.0.1:1";

type Letter = { readonly module: string; readonly id: string; readonly attempts: number; readonly error: string };

/** Follows docs/operations.md, "Dead letters"; the clock jumps from one attempt to the next, so that twelve attempts do not take 40 minutes. */
describeWith("mongodb", "work that fails until it is a dead letter, over NATS and MongoDB", (mongoUrl) => {
  const folder = mkdtempSync(join(tmpdir(), "teilhabe-letters-"));
  const databaseUrl = mongoUrl.replace("/?", `/test-${randomBytes(6).toString("hex")}?`);
  let aheadMs = 0;
  let nats: RunningNats;
  let platform: Started;
  let opened: OpenedMongo;
  let url = "";
  let as: People;

  beforeAll(async () => {
    nats = await startNats({ folder: join(folder, "nats"), syncInterval: "1m" });
    opened = await openMongo(databaseUrl);
    const listening = ({ port }: { readonly port: number }) => {
      url = `http://127.0.0.1:${port}`;
    };
    const gateway = gatewayTo({ contracts: [peopleContract, ideasContract, notificationsContract, operatorsContract], listening });
    const settings = { BUS_URL: nats.url, DATABASE_URL: databaseUrl, ISSUER_FOLDER: folder, MAIL_URL: NO_MAIL };
    const world = { ...realWorld(), nowMs: () => Date.now() + aheadMs };
    platform = await started([people, ideas, notifications, gateway], { world, settings });
    as = peopleOf(url, folder);
  }, LIMIT_MS);
  afterAll(async () => {
    await platform.stop();
    for (const { name } of standaloneModules) await databaseOf(opened, name).all.db.dropDatabase();
    await opened.close();
    await nats.kill();
    rmSync(folder, { recursive: true, force: true });
  }, LIMIT_MS);

  async function run(main: string, args: readonly string[] = []): Promise<string> {
    const env = { ...process.env, BUS_URL: nats.url, DATABASE_URL: databaseUrl };
    return (await promisify(execFile)(process.execPath, [join(ROOT, main), ...args], { env })).stdout;
  }
  const deadLetters = (...args: string[]) => run("packages/cli/src/main.ts", ["dead-letters", ...args, "--url", url, "--data", folder]);
  async function listed(): Promise<readonly Letter[]> {
    const lines = (await deadLetters("list", "notifications")).split("\n");
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Letter);
  }
  const kept = () => databaseOf(opened, "notifications").all;
  /** Lets the time pass until the next attempt of any of so many tasks, until each is a letter. */
  async function untilBuried(count: number): Promise<void> {
    const buried = () => kept().letters.countDocuments();
    const failed = () =>
      kept()
        .tasks.find({ attempts: { $gt: 0 } })
        .toArray();
    for (let left = ATTEMPTS * count; (await buried()) < count && left > 0; left -= 1) {
      await patiently(async () => {
        const waiting = (await failed()).filter(({ lease, nextMs = 0 }) => lease === undefined && nextMs > Date.now() + aheadMs);
        return waiting.length + (await buried()) === count;
      });
      const next = (await failed()).map(({ nextMs = 0 }) => nextMs - Date.now());
      if (next.length > 0) aheadMs = Math.min(...next);
    }
    expect(await buried()).toBe(count);
  }

  test(
    "is listed with its cause, is tried again once that is mended, takes effect once, and is no letter any more",
    async () => {
      await kept().db.command({ collMod: "notice", validator: { nobodyHasThis: { $exists: true } } });
      const staff = as("staff", "office");
      const anna = as("citizen", "anna");
      const { idea } = await anna.ask(submitIdea, { consultation: await openConsultation(staff), title: "Mehr Bänke", text: "Im Park." });
      await anna.ask(setAddress, { address: "anna@example.org" });
      await staff.ask(answerIdea, { idea, verdict: "accepted", text: "Wir stellen im Frühjahr drei Bänke auf." });
      await untilBuried(2);

      const letters = await listed();
      expect(letters.map(({ attempts }) => attempts)).toEqual([ATTEMPTS, ATTEMPTS]);
      const notice = letters.find(({ error }) => error.includes("Document failed validation"))?.id ?? "";
      const mail = letters.find(({ error }) => error.includes("ECONNREFUSED"))?.id ?? "";
      expect(JSON.parse(await deadLetters("show", "notifications", notice))).toEqual(letters.find(({ id }) => id === notice));
      const inbox = async () => (await anna.ask(listNotices, {})).items;
      expect(await inbox()).toEqual([]);

      await run("infra/provision/main.ts");
      await deadLetters("replay", "notifications", notice);
      await patiently(async () => (await inbox()).length > 0);
      await expect(deadLetters("replay", "notifications", notice)).rejects.toThrow("dead-letter-not-found");
      await deadLetters("discard", "notifications", mail);
      expect(await listed()).toEqual([]);
      expect(await kept().tasks.countDocuments({ _id: { $in: [notice, mail] } })).toBe(0);
      expect(await inbox()).toHaveLength(1);
      expect(await kept().db.collection("notice").countDocuments()).toBe(1);
    },
    LIMIT_MS,
  );
});
