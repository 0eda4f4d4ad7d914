import { createHash } from "node:crypto";
import type { Asker } from "@teilhabe/contracts/asker";

/** The same person id for the same name, always. */
export function personNamed(name: string): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

export const nobody: Asker = { by: undefined, grants: [] };

export function citizen(name: string, more: Partial<Asker> = {}): Asker {
  return { by: personNamed(name), grants: [], language: "de", ...more };
}

export function staff(name = "staff", ...grants: string[]): Asker {
  return { by: personNamed(name), grants: ["staff", ...grants], language: "de" };
}

export function operator(name = "operator"): Asker {
  return { by: personNamed(name), grants: ["operator"], language: "de" };
}

export function partner(name = "partner"): Asker {
  return { by: personNamed(name), grants: ["partner"], language: "de" };
}
