/** Goes with every answer of the API, beside a content security policy. */
export const SECURITY_HEADERS: readonly string[] = [
  "x-content-type-options",
  "nosniff",
  "referrer-policy",
  "no-referrer",
  "cross-origin-resource-policy",
  "cross-origin",
];

/** For everything but pages: whatever a browser takes it for, it does nothing. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";
/** For the few pages that services give, such as the one behind a mail's link: text, style, and a button that leads back here. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'";

/** Two years, as browsers' preload lists ask for; only where citizens come by HTTPS. */
export const HSTS = ["strict-transport-security", "max-age=63072000; includeSubDomains"] as const;
