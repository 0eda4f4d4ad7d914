import type { Asker } from "@teilhabe/contracts/asker";
import { holds } from "@teilhabe/contracts/asker";
import type { Provider, ProviderKind } from "@teilhabe/contracts/capacity/shapes";
import { type Refusal, refuse } from "@teilhabe/contracts/refusal";
import type { Loaded } from "@teilhabe/platform/rule";

export type ProviderState = {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly website?: string;
  readonly phone?: string;
  /** The feed that brought it, its name there, and the offers that it brought: by their names there. */
  readonly feed?: { readonly feed: string; readonly reference: string; readonly offers: Readonly<Record<string, string>> };
};

type Given = {
  readonly name: string;
  readonly kind: ProviderKind;
  readonly website?: string | null | undefined;
  readonly phone?: string | null | undefined;
};

/** In one order of its parts, so that equal providers are equal as JSON. */
export function providerOf({ name, kind, website, phone }: Given, feed?: ProviderState["feed"]): ProviderState {
  const given = { ...(typeof website === "string" && { website }), ...(typeof phone === "string" && { phone }) };
  return { name, kind, ...given, ...(feed !== undefined && { feed }) };
}

export function providerShown(id: string, version: number, { feed, ...state }: ProviderState): Provider {
  return { id, ...state, ...(feed !== undefined && { feed: { feed: feed.feed, reference: feed.reference } }), version };
}

/** Staff may act for every provider, others for the one that their grant names. */
export function mayActFor(provider: string, asker: Asker): boolean {
  return asker.grants.includes("staff") || holds(asker, "provider", provider);
}

export function notYours(): Refusal {
  return refuse("grant-needed", "Your grant is for another provider.");
}

export function noProvider(): Refusal {
  return refuse("provider-not-found", "There is no such provider.");
}

/** The provider, if it is there and the asker may act for it. */
export function ownProvider(provider: Loaded<ProviderState> | undefined, asker: Asker): Loaded<ProviderState> | Refusal {
  if (provider === undefined) return noProvider();
  return mayActFor(provider.id, asker) ? provider : notYours();
}
