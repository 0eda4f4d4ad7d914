import type { Random } from "../simulation/random.ts";
import { bridgeFaults } from "./bridge-faults.ts";
import { cutPoints } from "./cut-points.ts";
import type { Fault } from "./fault.ts";
import { issuerKeyRotated } from "./issuer-key-rotated.ts";
import { passwordChanged } from "./password-changed.ts";
import { kafkaFaults, mongoFaults, natsFaults, serviceFaults } from "./plain-faults.ts";
import { secretRenewed } from "./secret-renewed.ts";

const TOGETHER = 0.25;

const rotations: readonly Fault[] = [passwordChanged, issuerKeyRotated, secretRenewed];

export const allFaults: readonly Fault[] = [
  ...natsFaults,
  ...mongoFaults,
  ...kafkaFaults,
  ...cutPoints,
  ...bridgeFaults,
  ...rotations,
  ...serviceFaults(),
];

/** @param wanted parts of names; without any, all @throws RangeError for one that names none */
export function faultsNamed(wanted: readonly string[]): readonly Fault[] {
  const unknown = wanted.find((part) => !allFaults.some(({ name }) => name.includes(part)));
  if (unknown !== undefined) throw new RangeError(`no fault is called ${JSON.stringify(unknown)}; --list shows them`);
  return wanted.length === 0 ? allFaults : allFaults.filter(({ name }) => wanted.some((part) => name.includes(part)));
}

/** Every fault once in a random order before any comes again; now and then two of different parts at the same time. */
export function* dealt(faults: readonly Fault[], random: Random): Generator<readonly Fault[], never> {
  for (;;) {
    const rest = shuffled(faults, random);
    for (let first = rest.pop(); first !== undefined; first = rest.pop()) {
      const { part, alone } = first;
      const other = random.chance(TOGETHER) && alone !== true ? rest.findIndex((fault) => fault.part !== part && fault.alone !== true) : -1;
      yield other === -1 ? [first] : [first, ...rest.splice(other, 1)];
    }
  }
}

function shuffled(faults: readonly Fault[], random: Random): Fault[] {
  const rest = [...faults];
  const order: Fault[] = [];
  while (rest.length > 0) order.push(...rest.splice(random.below(rest.length), 1));
  return order;
}
