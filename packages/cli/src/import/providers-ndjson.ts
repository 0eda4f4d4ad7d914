import { FedOffer, fedCapacityFields, fedProviderFields, Reference } from "@teilhabe/contracts/capacity/provider-operations";
import { CLOCKS_DIFFER_MINUTES, FEED_OFFERS_MAX } from "@teilhabe/contracts/capacity/shapes";
import { MESSAGE_BYTES_MAX } from "@teilhabe/contracts/shapes";
import { z } from "zod";
import { type LineFault, throwFaults } from "./text-lines.ts";

const capacity = z.strictObject(fedCapacityFields).optional();
const offers = z
  .array(z.strictObject({ ...FedOffer.shape, capacity }))
  .max(FEED_OFFERS_MAX)
  .default([]);
/** A line of the file: a provider with its offers; a field that is not known is a fault, for it may be misspelt. */
const ProviderLine = z.strictObject({ reference: Reference, ...fedProviderFields, offers });
type ProviderLine = z.infer<typeof ProviderLine>;

/** A line that was found right. It is read again when it is sent, so that a long file is not held twice. */
export type CheckedLine = { readonly line: number; readonly text: string };

export type Known = { readonly specialties: ReadonlySet<string>; readonly nowMs: number };

export function looksLikeProviders(firstLine: string): boolean {
  return firstLine.trimStart().startsWith("{");
}

export function readProviderLine({ text }: CheckedLine): ProviderLine {
  return ProviderLine.parse(JSON.parse(text));
}

/** @throws BadInput that names file and line: what is no provider, or one named twice */
export function checkProviders(path: string, lines: readonly string[], known: Known): readonly CheckedLine[] {
  const checked: CheckedLine[] = [];
  const faults: LineFault[] = [];
  const seen = new Map<string, number>();
  for (const [index, text] of lines.entries()) {
    const line = index + 1;
    if (text.trim() === "") continue;
    const found = parseLine(text, known);
    if ("reason" in found) {
      faults.push({ line, reason: found.reason });
      continue;
    }
    const before = seen.get(found.reference);
    if (before !== undefined) faults.push({ line, reason: `reference: ${found.reference} stands in line ${before} already` });
    seen.set(found.reference, line);
    checked.push({ line, text });
  }
  throwFaults(path, faults);
  return checked;
}

function parseLine(text: string, known: Known): ProviderLine | { readonly reason: string } {
  if (Buffer.byteLength(text) > MESSAGE_BYTES_MAX) return { reason: `is longer than ${MESSAGE_BYTES_MAX} bytes` };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { reason: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const parsed = ProviderLine.safeParse(value);
  if (parsed.success) return { ...parsed.data, ...faultIn(parsed.data, known) };
  const [issue] = parsed.error.issues;
  return { reason: `${pathOf(issue?.path ?? [])}${issue?.message ?? "is not as the format says"}` };
}

/** What a shape cannot say, and the platform would refuse when the file was half imported. */
function faultIn({ offers: listed }: ProviderLine, known: Known): { readonly reason: string } | undefined {
  const seen = new Set<string>();
  for (const [index, offer] of listed.entries()) {
    const reason = seen.has(offer.reference) ? `reference: ${offer.reference} is used twice in this line` : offerFault(offer, known);
    if (reason !== undefined) return { reason: `${pathOf(["offers", index])}${reason}` };
    seen.add(offer.reference);
  }
  return undefined;
}

function offerFault({ kind, specialty, capacity: said }: ProviderLine["offers"][number], { specialties, nowMs }: Known): string | undefined {
  if (kind === "medical" && specialty === undefined) return "specialty: a medical offer needs one";
  if (kind !== "medical" && specialty !== undefined) return "specialty: only medical offers have one";
  if (specialty !== undefined && !specialties.has(specialty)) return `specialty: there is no ${specialty}; GET /v1/specialties lists them`;
  if (said === undefined) return undefined;
  const { free, total, checkedAt, validAt, validUntil } = said;
  if (free !== null && typeof total === "number" && free > total) return `capacity: ${free} places cannot be free of ${total}`;
  const latestMs = nowMs + CLOCKS_DIFFER_MINUTES * 60_000;
  if ([checkedAt, validAt].some((at) => at !== undefined && Date.parse(at) > latestMs)) return "capacity: lies in the future";
  return validUntil !== undefined && Date.parse(validUntil) <= Date.parse(validAt) ? "capacity.validUntil: must be after validAt" : undefined;
}

function pathOf(path: readonly PropertyKey[]): string {
  const text = path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  return text === "" ? "" : `${text.replace(/^\./, "")}: `;
}
