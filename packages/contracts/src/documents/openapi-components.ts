const PROBLEM = {
  type: "object",
  description: "What went wrong (RFC 9457). `code` is stable; `detail` is for people.",
  properties: {
    type: { type: "string", format: "uri-reference", examples: ["/docs/problems/idea-not-found"] },
    title: { type: "string" },
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: { type: "string" },
    code: { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$" },
    requestId: { type: "string", description: "Names this request in the operators' logs and traces." },
    errors: {
      type: "array",
      description: "Each fault of the request; `pointer` is a JSON Pointer into the input (path, query and body fields together).",
      items: { type: "object", properties: { pointer: { type: "string" }, message: { type: "string" } }, required: ["pointer", "message"] },
    },
    facts: { type: "object", description: "What helps to go on.", additionalProperties: { type: ["string", "number", "boolean"] } },
  },
  required: ["type", "title", "status", "detail", "code", "requestId"],
} as const;

/** What all operations share in the OpenAPI document. */
export const components = {
  securitySchemes: {
    bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT", description: "A token of the configured OpenID Connect issuer." },
  },
  schemas: { Problem: PROBLEM },
  parameters: {
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      description: "Chosen by the client: a repetition with the same key and body within 48 hours gets the first answer and changes nothing.",
      schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,200}$" },
    },
    IfMatch: {
      name: "If-Match",
      in: "header",
      description: "The ETag of the state that is meant; another state is refused with 412.",
      schema: { type: "string", pattern: '^("[0-9]{1,15}(-[A-Za-z0-9_-]{1,64})?"|\\*)$', examples: ["*"] },
    },
    LastEventId: {
      name: "Last-Event-ID",
      in: "header",
      description: "The `id` of the last event that was seen; `after` in the query does the same.",
      schema: { type: "string", pattern: "^[A-Za-z0-9_-]{1,400}$" },
    },
  },
  headers: {
    "X-Request-Id": { description: "Names this request in the operators' logs and traces.", schema: { type: "string" } },
    ETag: { description: "Names this state; for If-Match and If-None-Match.", schema: { type: "string" } },
    Link: { description: 'The next page, while there is one: `<…>; rel="next"`.', schema: { type: "string" } },
    Location: { description: "The path of what was made.", schema: { type: "string", format: "uri-reference" } },
    RateLimit: { description: "What is left of the quota: draft-ietf-httpapi-ratelimit-headers.", schema: { type: "string" } },
    "RateLimit-Policy": { description: "The quota.", schema: { type: "string" } },
    "Retry-After": { description: "Seconds.", schema: { type: "integer" } },
  },
} as const;
