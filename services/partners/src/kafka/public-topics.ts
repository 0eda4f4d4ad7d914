import { publicEvents } from "../domain/public-events.ts";
import { topicOf } from "./event-topics.ts";

export const TOPIC_PREFIX = "teilhabe";

/** Every topic that the bridge writes. */
export const publicTopics: readonly string[] = [...new Set(publicEvents.map(({ type }) => topicOf(type, TOPIC_PREFIX)))].toSorted();
