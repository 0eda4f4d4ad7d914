import type { DocumentKind } from "../rule.ts";

const KIND = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const FIELD = /^[a-z][A-Za-z0-9_]*$/;
const OWN_COLUMNS = ["id", "version", "schema", "state"];

export function quote(name: string): string {
  return `"${name}"`;
}

/** @throws Error when a name cannot be used or is not declared: a bug of the module */
export function checkKind(kind: DocumentKind<unknown>): void {
  const { scalars = [], lists = [] } = kind.fields ?? {};
  if (!KIND.test(kind.name)) throw new Error(`document ${kind.name}: a name has lower-case letters, digits and hyphens`);
  for (const field of [...scalars, ...lists]) {
    if (!FIELD.test(field)) throw new Error(`document ${kind.name}: field ${field} must be letters and digits, the first in lower case`);
  }
  for (const scalar of scalars) {
    if (OWN_COLUMNS.includes(scalar)) throw new Error(`document ${kind.name}: the field name ${scalar} is taken by the platform`);
  }
  for (const used of [...(kind.indexes ?? []).flat(), ...(kind.unique ?? []), ...(kind.sparse ?? [])]) {
    if (used !== "id" && !scalars.includes(used)) throw new Error(`document ${kind.name}: an index names ${used}, which is no scalar field`);
  }
  checkDistinct([...OWN_COLUMNS, ...scalars], `fields of ${kind.name}`);
}

/** SQLite does not tell upper from lower case in names. */
export function checkDistinct(names: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (seen.has(folded)) throw new Error(`${what}: the name ${name} is used twice; rename one`);
    seen.add(folded);
  }
}
