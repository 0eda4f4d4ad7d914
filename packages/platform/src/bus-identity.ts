import type { Operation } from "@teilhabe/contracts/operation";
import type { BusIdentity } from "./bus/bus.ts";
import type { AnyModule } from "./start-modules.ts";

/** What a module may do on the bus: nothing but what its definition declares. */
export function busIdentityOf({ name, asks, hears, listensTo }: AnyModule): BusIdentity {
  const heard = (hears ?? []).map(({ type }: { readonly type: string }) => type.slice(0, type.indexOf(".")));
  return {
    module: name,
    asks: (asks ?? []).map((operation: Operation) => operation.name),
    hears: [...new Set<string>([...heard, ...(listensTo ?? [])])],
  };
}

/** True: it gets a database and a stream of its own. */
export function keepsData({ documents, hears, contract }: AnyModule): boolean {
  return documents !== undefined || hears !== undefined || Object.keys(contract.events).length > 0;
}
