import { setTimeout as sleep } from "node:timers/promises";
import { type Db, MongoClient, MongoServerError } from "mongodb";

const POLL_MS = 100;
const ASKING_LIMIT_MS = 1_000;
const MEMBER_WITHIN_MS = 60_000;
const PRIMARY_WITHIN_MS = 30_000;
const ALREADY_INITIALIZED = 23;

/** Whether the node at a direct URL answers at all. */
export function answers(url: string): Promise<boolean> {
  return ask(url, async (admin) => (await admin.command({ ping: 1 }))["ok"] === 1);
}

/** Makes the nodes one replica set, through the first; nothing happens when the data is of a set already. */
export async function initiate(firstUrl: string, name: string, hosts: readonly string[], electionTimeoutMs?: number): Promise<void> {
  const members = hosts.map((host, index) => ({ _id: index, host }));
  const settings = electionTimeoutMs === undefined ? {} : { settings: { electionTimeoutMillis: electionTimeoutMs } };
  try {
    await ask(firstUrl, (admin) => admin.command({ replSetInitiate: { _id: name, members, ...settings } }), MEMBER_WITHIN_MS);
  } catch (error) {
    if (!(error instanceof MongoServerError && error.code === ALREADY_INITIALIZED)) throw error;
  }
}

/** Waits until the node at a direct URL is primary or secondary. Throws after a minute. */
export function untilMember(url: string): Promise<void> {
  return until(`${url} to be a member of its replica set`, async () => (await stateOf(url)) !== "other");
}

/** Waits until one of the nodes is primary and every other one secondary. Throws after a minute. */
export function untilHealthy(urls: readonly string[]): Promise<void> {
  return until(`a primary among ${urls.join(", ")}, and all others secondary`, async () => {
    const states = await Promise.all(urls.map(stateOf));
    if (!states.includes("primary")) await nudge(urls[states.indexOf("secondary")]);
    return states.filter((state) => state === "primary").length === 1 && !states.includes("other");
  });
}

/** Without it the first election waits for a whole election timeout. A node that is behind refuses: then the others elect in their own time. */
async function nudge(url: string | undefined): Promise<void> {
  if (url !== undefined) await ask(url, (admin) => admin.command({ replSetStepUp: 1 })).catch(() => undefined);
}

/** `host:port` of the set's primary. Throws the driver's error when there is none within 30 s. */
export function primaryAddress(setUrl: string): Promise<string> {
  return ask(setUrl, async (admin) => String((await admin.command({ hello: 1 }))["me"]), PRIMARY_WITHIN_MS);
}

type State = "primary" | "secondary" | "other";

async function stateOf(url: string): Promise<State> {
  const hello = await ask(url, (admin) => admin.command({ hello: 1 }));
  if (hello["isWritablePrimary"] === true) return "primary";
  return hello["secondary"] === true ? "secondary" : "other";
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + MEMBER_WITHIN_MS;
  let lastError: unknown;
  const remember = (error: unknown) => {
    lastError = error;
    return false;
  };
  while (!(await isSo().catch(remember))) {
    if (Date.now() > giveUpAt) throw new Error(`Waited ${MEMBER_WITHIN_MS / 1000} s for ${what}, in vain.`, { cause: lastError });
    await sleep(POLL_MS);
  }
}

async function ask<T>(url: string, question: (admin: Db) => Promise<T>, limitMs = ASKING_LIMIT_MS): Promise<T> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: limitMs, connectTimeoutMS: limitMs, socketTimeoutMS: limitMs });
  try {
    return await question(client.db("admin"));
  } finally {
    await client.close();
  }
}
