import type { Client } from "@teilhabe/client/client";
import { createConsultation, movePhase, publishConsultation } from "@teilhabe/contracts/ideas/consultation-operations";
import type { ToSend } from "./drive.ts";

export const WORDS = ["Park", "Brunnen", "Radweg", "Schule", "Baum", "Bank", "Licht", "Brücke", "Platz", "Spielplatz"];

/** A public consultation in the phase for ideas. */
export async function openConsultation(staff: Client): Promise<string> {
  const { consultation } = await staff.ask(createConsultation, { title: "Benchmark", description: "Made up for measuring." });
  await staff.ask(publishConsultation, { consultation });
  await staff.ask(movePhase, { consultation, phase: "ideas" });
  return consultation;
}

export function ideaRequest(consultation: string, token: string, n: number): ToSend {
  const title = `${WORDS[n % WORDS.length]} Nummer ${n}`;
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  return {
    method: "POST",
    path: "/v1/ideas",
    headers,
    body: JSON.stringify({ consultation, title, text: `${title}: ${WORDS.join(", ")} und mehr.` }),
  };
}
