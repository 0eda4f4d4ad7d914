/** What the gateway itself may refuse before any service is asked, with the HTTP status; services do not use these codes. */
export const doorRefusals = {
  "invalid-input": 400,
  "identity-not-wanted": 400,
  "token-needed": 401,
  "token-invalid": 401,
  "grant-needed": 403,
  "path-not-found": 404,
  "method-not-allowed": 405,
  "request-too-slow": 408,
  "version-mismatch": 412,
  "body-too-large": 413,
  "media-type-not-supported": 415,
  "expectation-failed": 417,
  "idempotency-key-reused": 422,
  "too-many-requests": 429,
  "headers-too-large": 431,
  "internal-error": 500,
  overloaded: 503,
  unavailable: 503,
  "too-many-conflicts": 503,
} as const;

export type DoorRefusal = keyof typeof doorRefusals;
