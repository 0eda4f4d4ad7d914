import { type Tongue, tongueOf, type Words } from "./catalogue.ts";

/** What stands around a notice in a mail. */
const frame: Readonly<Record<Tongue, { readonly read: string; readonly end: string; readonly confirm: Words; readonly confirmEnd: string }>> = {
  de: {
    read: "Mehr dazu:",
    end: "Sie bekommen diese Nachricht, weil Sie es so gewünscht haben. Abmelden mit einem Klick:",
    confirm: {
      title: "Bitte bestätigen Sie Ihre E-Mail-Adresse",
      text: "Jemand, vermutlich Sie selbst, möchte Nachrichten von uns an diese Adresse bekommen. Bestätigen Sie das mit diesem Code:",
    },
    confirmEnd: "Waren Sie das nicht, brauchen Sie nichts zu tun. Der Code gilt 48 Stunden.",
  },
  "de-x-leicht": {
    read: "Hier können Sie mehr lesen:",
    end: "Sie wollen keine Nachrichten mehr? Dann klicken Sie hier:",
    confirm: {
      title: "Ist das Ihre E-Mail-Adresse?",
      text: "Sie wollen Nachrichten von uns bekommen. Ist das Ihre Adresse? Dann nutzen Sie bitte diesen Code:",
    },
    confirmEnd: "Waren Sie das nicht? Dann müssen Sie nichts tun. Der Code gilt 2 Tage.",
  },
  en: {
    read: "Read more:",
    end: "You get this message because you asked for it. Unsubscribe with one click:",
    confirm: {
      title: "Please confirm your e-mail address",
      text: "Somebody, probably you, wants messages from us at this address. Confirm it with this code:",
    },
    confirmEnd: "If it was not you, there is nothing to do. The code is valid for 48 hours.",
  },
};

export function noticeMail(
  words: Words,
  language: string,
  links: { readonly read: string; readonly unsubscribe: string },
): { subject: string; text: string } {
  const { read, end } = frame[tongueOf(language)];
  return { subject: words.title, text: `${words.text}\n\n${read} ${links.read}\n\n-- \n${end} ${links.unsubscribe}\n` };
}

export function confirmationMail(language: string, link: string): { subject: string; text: string } {
  const { confirm, confirmEnd } = frame[tongueOf(language)];
  return { subject: confirm.title, text: `${confirm.text}\n\n${link}\n\n${confirmEnd}\n` };
}
