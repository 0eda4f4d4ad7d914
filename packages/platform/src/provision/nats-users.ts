import { type NatsPermissions, natsPermissions } from "../bus/nats-subjects.ts";
import { busIdentityOf } from "../bus-identity.ts";
import type { AnyModule } from "../start-modules.ts";

export type NatsUser = { readonly user: string; readonly password: string; readonly permissions?: NatsPermissions };

/** By user, in the order in which they were made: `ideas`, and `ideas.2` while its password is changed and from then on. */
export type NatsPasswords = Readonly<Record<string, string>>;

/** Who may do everything: the provisioning, and nobody else. */
export const ADMINISTRATOR = "administrator";

/** The users of a module: its own name, or that and something behind a dot. Its processes take the last one. */
export function natsUsersOf(module: string, passwords: NatsPasswords): readonly string[] {
  return Object.keys(passwords).filter((user) => user === module || user.startsWith(`${module}.`));
}

/** Every user of each module, with the permissions that its definition needs, in the words of the server's `authorization.users`. */
export function natsUsers(modules: readonly AnyModule[], passwords: NatsPasswords): readonly NatsUser[] {
  const named = (name: string) => natsUsersOf(name, passwords).map((user) => ({ user, password: passwords[user] ?? "" }));
  const services = modules.flatMap((module) => named(module.name).map((user) => ({ ...user, permissions: natsPermissions(busIdentityOf(module)) })));
  return [...named(ADMINISTRATOR), ...services];
}
