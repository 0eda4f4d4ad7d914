/** What keeps an acknowledged commit, and lets a reader see it, is not for a URL to choose. In lower case, as names in such a URL may be written in any. */
const ONLY: Readonly<Record<string, string>> = {
  w: "majority",
  journal: "true",
  j: "true",
  readconcernlevel: "majority",
  readconcern: "majority",
  readpreference: "primary",
  retrywrites: "true",
};
const NEVER = new Set(["wtimeoutms", "wtimeout", "readpreferencetags", "maxstalenessseconds"]);

/** @param url `mongodb://…` @returns a sentence for each of its options that asks for less than a commit needs */
export function weakOptions(url: string): readonly string[] {
  const [, options = ""] = url.split("?", 2);
  return [...new URLSearchParams(options)].flatMap(([name, value]) => {
    const only = ONLY[name.toLowerCase()];
    if (NEVER.has(name.toLowerCase())) return [`${name} must be left out`];
    return only === undefined || value.toLowerCase() === only ? [] : [`${name}=${value} must be ${name}=${only}, or be left out`];
  });
}
