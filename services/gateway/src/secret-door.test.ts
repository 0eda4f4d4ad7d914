import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { ballotBox } from "@teilhabe/ballot-box/module";
import { type Started, started } from "@teilhabe/platform/testing/started";
import { voting } from "@teilhabe/voting/module";
import { secretDoorOf } from "./secret-door.ts";

const BALLOT = "0198c5a0-0000-7000-8000-0000000000b1";
const VOTE = JSON.stringify({
  ballot: BALLOT,
  credential: "x",
  key: "ab".repeat(32),
  seq: 1,
  choice: { options: ["park"] },
  nonce: "cd".repeat(32),
});

let platform: Started;
let url = "";

beforeEach(async () => {
  const listening = ({ port }: { readonly port: number }) => {
    url = `http://127.0.0.1:${port}`;
  };
  platform = await started([voting, ballotBox, secretDoorOf({ listening })], { realTime: true, settings: { DOOR_PORT: "0" } });
});
afterEach(() => platform.stop());

const cast = (headers: Record<string, string>) => {
  const { ballot: _, ...body } = JSON.parse(VOTE);
  const json = { "content-type": "application/json", ...headers };
  return fetch(`${url}/v1/ballots/${BALLOT}/votes`, { method: "POST", body: JSON.stringify(body), headers: json });
};

describe("the secret door", () => {
  test("passes a vote on to the box, as nobody's", async () => {
    const response = await cast({});
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "ballot-not-open" });
  });

  test.each([{ authorization: "Bearer eyJ.eyJ.sig" }, { authorization: "Basic eA==" }, { cookie: "session=1" }])(
    "refuses what says who asks: %j",
    async (headers) => {
      for (const response of [await cast(headers), await fetch(`${url}/v1/ballots/${BALLOT}/turnout`, { headers })]) {
        expect(response.status).toBe(400);
        expect(await response.json()).toMatchObject({ code: "identity-not-wanted" });
      }
    },
  );

  test("begins a new trace, whatever the request brings", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const ids = await Promise.all(
      [1, 2].map(async () => (await cast({ traceparent: `00-${trace}-b7ad6b7169203331-01` })).headers.get("x-request-id")),
    );
    expect(new Set([...ids, trace]).size).toBe(3);
  });

  test("has the box's routes and no others", async () => {
    for (const path of ["/v1/me", "/v1/ballots", "/v1/ideas", `/v1/ballots/${BALLOT}/credentials`])
      expect((await fetch(url + path)).status).toBe(404);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/.well-known/jwks.json`)).status).toBe(404);
  });
});
