import { execFile } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { mintToken } from "@teilhabe/platform/http/local-issuer";
import type { Fault, Stage } from "./fault.ts";
import { patiently } from "./patiently.ts";

const TEILHABE = join(import.meta.dirname, "../../packages/cli/src/main.ts");
/** As many as make it certain enough that every gateway of a port met some. */
const TOKENS = 24;

/** The recipe of docs/operations.md. Tokens of before, and new ones from the first moment on, are good at every gateway. */
export const issuerKeyRotated: Fault = {
  name: "the key of the local issuer is rotated",
  part: "gateway",
  alone: true,
  async inflict(stage) {
    const before = minted(stage, "before");
    await allTaken(stage, minted(stage, "just before"));
    await promisify(execFile)(process.execPath, [TEILHABE, "rotate-issuer-key", "--data", stage.folder]);
    await allTaken(stage, [...minted(stage, "after"), ...before]);
    return { holdMs: 0, heal: async () => undefined, evidence: `${TOKENS} tokens of the old key and ${TOKENS} of the new one were good` };
  },
};

function minted({ folder }: Stage, when: string): readonly string[] {
  return Array.from({ length: TOKENS }, (_, n) => mintToken(folder, { as: "citizen", name: `${when} ${n}` }));
}

/** @throws when one is refused */
async function allTaken({ cluster }: Stage, tokens: readonly string[]): Promise<void> {
  let refused = 0;
  const isAnswered = async (token: string) => {
    const status = await statusFor(`${cluster.url}/v1/me`, token);
    if (status === 401) refused += 1;
    return status === 200 || status === 401;
  };
  await Promise.all(tokens.map((token) => patiently(() => isAnswered(token))));
  if (refused > 0) throw new Error(`a gateway refused good tokens ${refused} times`);
}

/** Over a connection of its own, so that any gateway may be met. */
function statusFor(url: string, token: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false, headers: { authorization: `Bearer ${token}` } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    })
      .on("error", reject)
      .end();
  });
}
