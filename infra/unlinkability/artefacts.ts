import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** What is known of a person or of a vote: values by name, each in all its spellings, at least 8 bytes long. */
export type Party = Readonly<Record<string, readonly Buffer[]>>;

/** A file, a log, a stream: whatever was left behind. */
export type Artefact = { readonly name: string; readonly bytes: Buffer; readonly index?: Index };

type Index = ReadonlyMap<string, readonly number[]>;

/** Every file of a folder. */
export function filesIn(folder: string): Artefact[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name, bytes: readFileSync(join(folder, name)) }));
}

/** Spellings of a value that is given in hex. */
export function spelt(hex: string): Buffer[] {
  const raw = Buffer.from(hex, "hex");
  return [raw, Buffer.from(hex), Buffer.from(raw.toString("base64url")), Buffer.from(raw.toString("base64"))];
}

/** Finds all values in all artefacts at once, so that they are read once. */
export function indexed(artefacts: readonly Artefact[], parties: readonly Party[]): Artefact[] {
  const wanted = new Map<number, Buffer[]>();
  for (const spelling of parties.flatMap((party) => Object.values(party).flat())) {
    const head = spelling.readUInt32LE(0);
    wanted.set(head, [...(wanted.get(head) ?? []), spelling]);
  }
  return artefacts.map(({ name, bytes }) => ({ name, bytes, index: placesIn(bytes, wanted) }));
}

function placesIn(bytes: Buffer, wanted: ReadonlyMap<number, readonly Buffer[]>): Index {
  const places = new Map<string, number[]>();
  for (let at = 0; at + 4 <= bytes.length; at++) {
    for (const spelling of wanted.get(bytes.readUInt32LE(at)) ?? []) {
      if (at + spelling.length > bytes.length || bytes.compare(spelling, 0, spelling.length, at, at + spelling.length) !== 0) continue;
      const name = spelling.toString("latin1");
      places.set(name, [...(places.get(name) ?? []), at]);
    }
  }
  return places;
}

/** Where a value stands, in any spelling, ascending. */
export function locate({ index }: Artefact, spellings: readonly Buffer[]): number[] {
  return spellings.flatMap((spelling) => index?.get(spelling.toString("latin1")) ?? []).sort((a, b) => a - b);
}
