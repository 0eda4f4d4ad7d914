import { benchPlatform } from "./bench-platform.ts";
import { figure, type Measured } from "./figure.ts";
import { measureCredentials } from "./secret-votes.ts";

/** Blind credentials over HTTP: who asks is looked up, the claim is durable, one raw RSA signature with 2048 bits is made and checked. */
export async function benchCredentials(voters: number): Promise<Measured> {
  const platform = await benchPlatform();
  try {
    const { credentials } = await measureCredentials(platform, voters);
    const { perSecond, msP50, msP99, statuses } = credentials;
    return {
      figures: [
        figure("blind credentials, 2048 bits", perSecond, "/s", { atLeast: 400 }),
        figure("its p50", msP50, "ms"),
        figure("its p99", msP99, "ms"),
        figure("given", statuses["201"] ?? 0, "credentials", { atLeast: voters }),
      ],
      details: { credentials },
    };
  } finally {
    await platform.stop();
  }
}
