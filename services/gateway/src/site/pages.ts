import type { Contract } from "@teilhabe/contracts/contract";
import { API_PREFIX, routedOperations } from "@teilhabe/contracts/documents/openapi";
import { statusOf, titleOf } from "@teilhabe/platform/http/problem";

/** Where things are; for people who open the gateway in a browser. */
export function startPage(): string {
  return page(
    "Teilhabe",
    `<p>The open platform for digital participation in cities. This is its gateway; the API is under <code>${API_PREFIX}</code>.</p>
<ul>
<li><a href="/docs">API documentation</a> (<a href="/openapi.json">OpenAPI</a>)</li>
<li><a href="/asyncapi.json">Events</a> (AsyncAPI)</li>
<li><a href="/readyz">State of this process</a></li>
</ul>`,
  );
}

export function docsPage(): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Teilhabe API</title>
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>
</body>
</html>
`;
}

export const DOCS_SCRIPT = `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#docs", deepLinking: true, validatorUrl: null });\n`;

/** What a problem's \`type\` leads to: which operations refuse with this code. Undefined for an unknown code. */
export function problemPage(code: string, contracts: readonly Contract[]): string | undefined {
  const refusing = contracts.flatMap(routedOperations).filter((operation) => Object.hasOwn(operation.refusals, code));
  const status = statusOf(code, refusing[0]);
  if (status === undefined) return undefined;
  const operations = refusing.map(
    ({ http, summary }) => `<li><code>${http?.method} ${API_PREFIX}${escaped(http?.path ?? "")}</code>: ${escaped(summary)}</li>`,
  );
  const who = operations.length === 0 ? "<p>Any operation may be refused with it.</p>" : `<ul>\n${operations.join("\n")}\n</ul>`;
  return page(titleOf(code), `<p>Status ${status}, code <code>${escaped(code)}</code>.</p>\n${who}`);
}

function page(title: string, body: string): string {
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${escaped(title)}</title>\n</head>\n<body>\n<h1>${escaped(title)}</h1>\n${body}\n</body>\n</html>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
