import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADMINISTRATOR, type NatsPasswords, natsUsers, natsUsersOf } from "@teilhabe/platform/provision/nats-users";
import { standaloneModules } from "../../services/standalone/modules.ts";
import { DEMO_PEOPLE, demoRealm } from "./identity/realm.ts";

const SECRET_BYTES = 24;
/** MongoDB takes a key of 6 to 1024 base64 characters. */
const MONGO_KEY_BYTES = 567;
const MONGO_HOSTS = "mongo-1:27017,mongo-2:27017,mongo-3:27017";
/** A container's user is another than the one who writes; the folder keeps everybody else out. */
const FOR_CONTAINERS = 0o444;
const FOR_OWNER = 0o600;

/** Files whose content is chosen at random once, or that an operator fills in, and then kept. */
const KEPT: Readonly<Record<string, () => string>> = {
  "mongo-key": () => randomBytes(MONGO_KEY_BYTES).toString("base64"),
  "mongo-root-password": password,
  "grafana-password": password,
  "mail-url": () => "",
};

/**
 * Makes what docker-compose.yml reads as secrets. Passwords that are there are kept; what is made from them and from the modules' declarations, such as
 * the permissions of NATS users, is written anew.
 * @returns names of the files written now
 */
export function writeSecrets(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, "utf8") === text) return;
    writeOver(path, text, FOR_CONTAINERS);
    written.push(name);
  };
  for (const [name, first] of Object.entries(KEPT)) if (!existsSync(join(folder, name))) write(name, first());
  const passwords = keptPasswords(join(folder, "passwords.json"));
  const of = (whose: string) => passwords[whose] ?? "";
  const nats = natsPasswords(passwords);

  write("nats-users.conf", `authorization: ${JSON.stringify({ users: natsUsers(standaloneModules, nats) }, null, 2)}\n`);
  write("mongo-users.json", JSON.stringify(Object.fromEntries(users().map((user) => [user, of(`mongo/${user}`)]))));
  write(
    "identity-realm.json",
    JSON.stringify(
      demoRealm((person) => of(`demo/${person}`)),
      null,
      2,
    ),
  );
  for (const user of users()) {
    const natsUser = natsUsersOf(user, nats).at(-1) ?? user;
    write(`bus-url-${user}`, `nats://${natsUser}:${nats[natsUser]}@nats:4222`);
    write(`database-url-${user}`, `mongodb://${user}:${of(`mongo/${user}`)}@${MONGO_HOSTS}/?replicaSet=rs0&authSource=admin`);
  }
  return written;
}

/** The same file, not another in its place: a container that runs has that one. One for reading only cannot be written. */
function writeOver(path: string, text: string, mode: number): void {
  if (existsSync(path)) chmodSync(path, FOR_OWNER);
  writeFileSync(path, text, { mode: FOR_OWNER });
  chmodSync(path, mode);
}

/** One for each user of each server, in a file for its owner only. */
function keptPasswords(file: string): Readonly<Record<string, string>> {
  const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const wanted = [...users().flatMap((user) => [`nats/${user}`, `mongo/${user}`]), ...DEMO_PEOPLE.map((person) => `demo/${person}`)];
  const hasSuccessor = (whose: string) => whose.startsWith("nats/") && natsUsersOf(whose, kept).length > 0;
  for (const whose of [...wanted.filter((one) => !hasSuccessor(one)), ...Object.keys(kept)]) kept[whose] ||= password();
  writeOver(file, JSON.stringify(kept, null, 2), FOR_OWNER);
  return kept;
}

function natsPasswords(all: Readonly<Record<string, string>>): NatsPasswords {
  const kind = "nats/";
  return Object.fromEntries(
    Object.entries(all).flatMap(([whose, password]) => (whose.startsWith(kind) ? [[whose.slice(kind.length), password]] : [])),
  );
}

function users(): readonly string[] {
  return [ADMINISTRATOR, ...standaloneModules.map(({ name }) => name)];
}

/** Safe in a URL as it is. */
function password(): string {
  return randomBytes(SECRET_BYTES).toString("base64url");
}
