import type { ServerOptions, Servers } from "./cluster-servers.ts";
import { provisionAll } from "./provision-cluster.ts";
import { untilReady } from "./readiness.ts";
import { mainOf, type ServiceProcess } from "./service-process.ts";

const DOORS = ["gateway", "secret-door"];

/**
 * Provisions as this release needs it, then replaces every process of another release with this one's, one after the other, the doors last.
 */
export async function upgradeCluster(services: readonly ServiceProcess[], servers: Servers, { log, signal }: ServerOptions): Promise<void> {
  await provisionAll(servers, log);
  for (const service of lastTheDoors(services)) {
    await service.replaceWith((plan) => ({ ...plan, main: mainOf(service.service) }));
    await untilReady([service], signal);
  }
}

/** Nobody asks for what is not there yet. */
function lastTheDoors(services: readonly ServiceProcess[]): readonly ServiceProcess[] {
  const isDoor = ({ service }: ServiceProcess) => DOORS.includes(service);
  return [...services.filter((service) => !isDoor(service)), ...services.filter(isDoor)];
}
