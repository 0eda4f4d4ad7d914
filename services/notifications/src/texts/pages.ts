const TEXTS = {
  confirm: { title: "E-Mail-Adresse bestätigen", text: "Möchten Sie Nachrichten an diese Adresse bekommen?", button: "Ja, bestätigen" },
  unsubscribe: { title: "Abmelden", text: "Möchten Sie diese Nachrichten nicht mehr bekommen?", button: "Ja, abmelden" },
} as const;

/** A page with one button, which posts to the page's own address. No script, nothing from elsewhere. */
export function buttonPage(kind: keyof typeof TEXTS): { mediaType: "text/html"; text: string } {
  const { title, text, button } = TEXTS[kind];
  const body = `<h1>${title}</h1><p>${text}</p><form method="post"><button name="List-Unsubscribe" value="One-Click">${button}</button></form>`;
  return {
    mediaType: "text/html",
    text: `<!doctype html><html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><main>${body}</main></html>`,
  };
}
