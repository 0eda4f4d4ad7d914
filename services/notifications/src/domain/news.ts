import { OfferWithdrawn } from "@teilhabe/contracts/capacity/events";
import type { DataOf, EventDefinition } from "@teilhabe/contracts/event";
import { CommentAuthored, ContentModerated, ReportDecided } from "@teilhabe/contracts/ideas/comment-events";
import {
  AnswerPublished,
  ConsultationOpened,
  ConsultationPhaseChanged,
  IdeaModerated,
  IdeaPublished,
  IdeaWithdrawn,
  SupportThresholdReached,
} from "@teilhabe/contracts/ideas/events";
import { WebhookDisabled } from "@teilhabe/contracts/partners/events";
import { BallotAmended, BallotClosed, BallotOpened, BallotScheduled, CredentialReissued, ResultPublished } from "@teilhabe/contracts/voting/events";

/** Who hears of an event, and what its words need to know. */
export type Newsworthy = {
  readonly event: EventDefinition;
  /** Keys of topics; a person who subscribed to several hears once. */
  topics(data: never): readonly string[];
  /** Persons who hear of it without having subscribed. */
  persons(data: never): readonly string[];
  /** Who caused it and knows. */
  except(data: never): string | undefined;
  topic(data: never): { readonly kind: string; readonly id: string };
  details(data: never): Readonly<Record<string, string>>;
};

type Part<E extends EventDefinition> = {
  readonly topics?: (data: DataOf<E>) => readonly (string | undefined)[];
  readonly persons?: (data: DataOf<E>) => readonly (string | undefined)[];
  readonly except?: (data: DataOf<E>) => string;
  readonly topic: (data: DataOf<E>) => { readonly kind: string; readonly id: string };
  readonly details?: (data: DataOf<E>) => Readonly<Record<string, string>>;
};

function news<E extends EventDefinition>(event: E, { topics, persons, except, topic, details }: Part<E>): Newsworthy {
  const present = (ids: readonly (string | undefined)[] = []) => ids.filter((id) => id !== undefined);
  return {
    event,
    topics: (data: DataOf<E>) => present(topics?.(data)),
    persons: (data: DataOf<E>) => present(persons?.(data)),
    except: (data: DataOf<E>) => except?.(data),
    topic,
    details: (data: DataOf<E>) => details?.(data) ?? {},
  };
}

const ofIdea = ({ idea }: { idea: string }) => ({ kind: "idea", id: idea });
const ofConsultation = ({ consultation }: { consultation: string }) => ({ kind: "consultation", id: consultation });
const ofBallot = ({ ballot }: { ballot: string }) => ({ kind: "ballot", id: ballot });
const ideaTopics = ({ idea, consultation }: { idea: string; consultation: string }) => [`idea/${idea}`, `consultation/${consultation}`];
const ballotTopics = ({ ballot, consultation }: { ballot: string; consultation?: string | undefined }) => [
  `ballot/${ballot}`,
  consultation === undefined ? undefined : `consultation/${consultation}`,
];
const phase = (data: { phase: string }) => ({ phase: data.phase });
const decision = (data: { decision: string; ground: string; kind?: string }) => ({
  decision: data.decision,
  ground: data.ground,
  ...(data.kind !== undefined && { kind: data.kind }),
});

/** Everything that becomes a notice. */
export const newsworthy: readonly Newsworthy[] = [
  news(ConsultationOpened, { topics: ({ consultation }) => [`consultation/${consultation}`], topic: ofConsultation, details: phase }),
  news(ConsultationPhaseChanged, { topics: ({ consultation }) => [`consultation/${consultation}`], topic: ofConsultation, details: phase }),
  news(IdeaPublished, { topics: ({ consultation }) => [`consultation/${consultation}`], topic: ofIdea }),
  news(IdeaWithdrawn, { topics: ({ idea }) => [`idea/${idea}`], topic: ofIdea }),
  news(IdeaModerated, { topics: ({ idea }) => [`idea/${idea}`], topic: ofIdea, details: decision }),
  news(SupportThresholdReached, { topics: ideaTopics, topic: ofIdea }),
  news(AnswerPublished, { topics: ideaTopics, topic: ofIdea, details: ({ verdict }) => ({ verdict }) }),
  news(CommentAuthored, {
    topics: ({ idea }) => [`idea/${idea}`],
    persons: ({ replyToPerson }) => [replyToPerson],
    except: ({ person }) => person,
    topic: ofIdea,
  }),
  news(ContentModerated, { persons: ({ person }) => [person], topic: ofIdea, details: decision }),
  news(ReportDecided, { persons: ({ person }) => [person], topic: ofIdea, details: decision }),
  news(BallotScheduled, { topics: ballotTopics, topic: ofBallot }),
  news(BallotOpened, { topics: ballotTopics, topic: ofBallot }),
  news(BallotAmended, { topics: ballotTopics, topic: ofBallot, details: ({ kind }) => ({ kind }) }),
  news(BallotClosed, { topics: ballotTopics, topic: ofBallot }),
  news(ResultPublished, { topics: ballotTopics, topic: ofBallot }),
  news(CredentialReissued, { persons: ({ person }) => [person], topic: ofBallot }),
  news(OfferWithdrawn, { topics: ({ offer }) => [`offer/${offer}`], topic: ({ offer }) => ({ kind: "offer", id: offer }) }),
  news(WebhookDisabled, {
    persons: ({ owner }) => [owner],
    topic: ({ webhook }) => ({ kind: "webhook", id: webhook }),
    details: ({ reason }) => ({ reason }),
  }),
];

export function newsworthyOf(type: string): Newsworthy | undefined {
  return newsworthy.find((one) => one.event.type === type);
}
