/** Goes with every answer of the API: JSON is never a page, a script or a frame. */
export const SECURITY_HEADERS: readonly string[] = [
  "x-content-type-options",
  "nosniff",
  "content-security-policy",
  "default-src 'none'; frame-ancestors 'none'; sandbox",
  "referrer-policy",
  "no-referrer",
  "cross-origin-resource-policy",
  "cross-origin",
];

/** Two years, as browsers' preload lists ask for; only where citizens come by HTTPS. */
export const HSTS = ["strict-transport-security", "max-age=63072000; includeSubDomains"] as const;
