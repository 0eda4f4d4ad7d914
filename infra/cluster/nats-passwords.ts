import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ADMINISTRATOR, type NatsPasswords, natsUsersOf } from "@teilhabe/platform/provision/nats-users";
import { standaloneModules } from "../../services/standalone/modules.ts";

/** Of a cluster's users of NATS, in a file that only its owner reads; whoever has none gets one. */
export function keptPasswords(folder: string): NatsPasswords {
  const file = passwordsFile(folder);
  const kept: NatsPasswords = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const without = [ADMINISTRATOR, ...standaloneModules.map(({ name }) => name)].filter((name) => natsUsersOf(name, kept).length === 0);
  return keepPasswords(folder, { ...kept, ...Object.fromEntries(without.map((user) => [user, newPassword()])) });
}

export function keepPasswords(folder: string, passwords: NatsPasswords): NatsPasswords {
  writeFileSync(passwordsFile(folder), JSON.stringify(passwords), { mode: 0o600 });
  return passwords;
}

/** Safe in a URL as it is. */
export function newPassword(): string {
  return randomBytes(24).toString("base64url");
}

/** What a process of the service says to NATS, as its URL has it. */
export function userAndPassword(service: string, passwords: NatsPasswords): string {
  const user = natsUsersOf(service, passwords).at(-1) ?? service;
  return `${user}:${passwords[user]}`;
}

function passwordsFile(folder: string): string {
  return join(folder, "nats-passwords.json");
}
