import { type NatsPermissions, natsPermissions } from "../bus/nats-subjects.ts";
import { busIdentityOf } from "../bus-identity.ts";
import type { AnyModule } from "../start-modules.ts";

export type NatsUser = { readonly user: string; readonly password: string; readonly permissions?: NatsPermissions };

/** Who may do everything: the provisioning, and nobody else. */
export const ADMINISTRATOR = "administrator";

/**
 * One user for each module, with the permissions that its definition needs, in the words of the server's `authorization.users`.
 * @param passwordOf gives each user a password of its own
 */
export function natsUsers(modules: readonly AnyModule[], passwordOf: (user: string) => string): readonly NatsUser[] {
  const services = modules.map((module) => ({
    user: module.name as string,
    password: passwordOf(module.name),
    permissions: natsPermissions(busIdentityOf(module)),
  }));
  return [{ user: ADMINISTRATOR, password: passwordOf(ADMINISTRATOR) }, ...services];
}
