export type SpecialtyRow = { readonly code: string; readonly label: string; readonly parent?: string };
/** A specialty with everything under it; only itself when it is not known. */
export type SpecialtyTree = (code: string) => readonly string[];

export function specialtyTree(rows: readonly SpecialtyRow[]): SpecialtyTree {
  const children = Map.groupBy(rows, ({ parent }) => parent);
  const under = (code: string): string[] => [code, ...(children.get(code) ?? []).flatMap((child) => under(child.code))];
  return under;
}
