import { connect } from "@nats-io/transport-node";
import { type NatsPasswords, natsUsers, natsUsersOf } from "@teilhabe/platform/provision/nats-users";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { keepPasswords, keptPasswords, newPassword, userAndPassword } from "../cluster/nats-passwords.ts";
import { untilReady } from "../cluster/readiness.ts";
import type { RunningNats } from "../servers/nats.ts";
import type { Fault, Stage } from "./fault.ts";
import { allOf } from "./plain-faults.ts";

const SERVICE = "ideas";

/** The recipe of docs/operations.md: a second user who may do the same, every process replaced, then the first one ended. */
export const passwordChanged: Fault = {
  name: `the password of ${SERVICE} at NATS is changed`,
  part: "nats",
  alone: true,
  async inflict(stage) {
    const { cluster, folder } = stage;
    const before = keptPasswords(folder);
    const old = natsUsersOf(SERVICE, before);
    const both = { ...before, [`${SERVICE}.${Number(old.at(-1)?.split(".")[1] ?? 1) + 1}`]: newPassword() };
    await take(stage, both);
    await replaceEach(stage, userAndPassword(SERVICE, both));
    await take(stage, Object.fromEntries(Object.entries(both).filter(([user]) => !old.includes(user))));
    if (await isLetIn(cluster.nats, userAndPassword(SERVICE, before))) throw new Error(`the old password of ${SERVICE} is still good`);
    return { holdMs: 0, heal: async () => undefined, evidence: "the old password was refused" };
  },
};

async function take({ cluster, folder }: Stage, passwords: NatsPasswords): Promise<void> {
  keepPasswords(folder, passwords);
  await cluster.nats.changeUsers(natsUsers(standaloneModules, passwords));
}

async function replaceEach(stage: Stage, credentials: string): Promise<void> {
  for (const service of allOf(stage, SERVICE)) {
    await service.replaceWith((plan) => {
      const { host } = new URL(plan.env["BUS_URL"] ?? "");
      return { ...plan, env: { ...plan.env, BUS_URL: `nats://${credentials}@${host}` } };
    });
    await untilReady([service], undefined);
  }
}

async function isLetIn({ url }: RunningNats, credentials: string): Promise<boolean> {
  const [user = "", pass = ""] = credentials.split(":");
  try {
    await (await connect({ servers: url, user, pass, reconnect: false })).close();
    return true;
  } catch {
    return false;
  }
}
