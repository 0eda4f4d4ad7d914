import type { Channel } from "@teilhabe/contracts/voting/shapes";
import type { RollDistrict } from "@teilhabe/proofs/folder/documents";

/** Where a ballot knows no districts. */
export const WHOLE_CITY = "all";

export type RollSizes = readonly { readonly district: string | null; readonly size: number }[];
export type ClaimSizes = readonly { readonly district: string; readonly channel: Channel; readonly size: number }[];

/**
 * Persons eligible and claimed, by district, sorted.
 * @param roll undefined where the ballot has none: nobody counted who could take part
 */
export function rollFigures(claims: ClaimSizes, roll: RollSizes | undefined): RollDistrict[] {
  const eligible = new Map(roll?.map(({ district, size }) => [district ?? WHOLE_CITY, size]));
  const districts = [...new Set([...eligible.keys(), ...claims.map(({ district }) => district)])].sort();
  const claimed = (in_: string, by: Channel) =>
    claims.filter(({ district, channel }) => district === in_ && channel === by).reduce((sum, { size }) => sum + size, 0);
  return districts.map((district) => ({
    district,
    eligible: roll === undefined ? null : (eligible.get(district) ?? 0),
    online: claimed(district, "online"),
    paper: claimed(district, "paper"),
    assisted: claimed(district, "assisted"),
  }));
}
