import type { CloudEvent } from "@teilhabe/contracts/event";
import type { DocumentKind, Loaded, TaskDraft } from "../rule.ts";

/** One commit writes at most so many documents, facts and tasks together. */
export const COMMIT_PARTS_MAX = 2_500;
/** Commits that wait at the same moment; one more is refused with StoreOverloaded. */
export const COMMITS_WAITING_MAX = 10_000;
/** So many times a task is tried before it is a dead letter. */
export const TASK_ATTEMPTS_MAX = 12;

export type DocumentWrite = {
  readonly kind: DocumentKind<unknown>;
  readonly id: string;
  /** 0: must not exist. */
  readonly expectedVersion: number;
  readonly then: { readonly put: unknown } | "remove" | "check";
};

/** A fact with its place in the order of its aggregate; its event's id is made of it. */
export type OutboxRow = { readonly aggregate: string; readonly version: number; readonly n: number; readonly event: CloudEvent };

export type Task = TaskDraft & {
  /** How often it has failed. */
  readonly attempts: number;
  /** Names this taking of the task; a commit that finishes it with another lease is refused. */
  readonly lease: string;
  /** What {@link Store.view} said before it was taken. */
  readonly view: number;
};

export type StreamPosition = { readonly epoch: string; readonly sequence: number };

/** Everything that happens together, as data; an adapter may put the commits that wait at one moment into one transaction. */
export type Commit = {
  /** A repeated id answers `committed` without a second effect; remembered for at least a day. An id that met a conflict is not remembered. */
  readonly id: string;
  readonly writes?: readonly DocumentWrite[];
  readonly facts?: readonly OutboxRow[];
  readonly tasks?: readonly TaskDraft[];
  /** What becomes of the task that is being worked on: a retry counts as an attempt, waiting does not, a buried one is a dead letter. */
  readonly task?: {
    readonly id: string;
    readonly lease: string;
    readonly then:
      | "done"
      | { readonly retryAtMs: number; readonly error: string }
      | { readonly waitUntilMs: number }
      | { readonly buryWith: string; readonly atMs: number };
  };
  /** How far the module has taken in another's stream. `from` undefined: the first time. */
  readonly position?: { readonly stream: string; readonly from: StreamPosition | undefined; readonly to: StreamPosition };
  /** The answer that a repetition with the same key gets, until it expires. */
  readonly answer?: { readonly scope: string; readonly fingerprint: string; readonly body: string; readonly expiresAtMs: number };
};

export type Committed =
  | { readonly committed: true }
  | {
      readonly committed: false;
      readonly conflict:
        | { readonly document: string; readonly id: string; readonly actualVersion: number }
        /** The value of this field belongs to another document than the one with this id, which was to be written. */
        | { readonly unique: string; readonly document: string; readonly id: string }
        | { readonly lostTask: string }
        /** Where the position really is. */
        | { readonly position: StreamPosition | undefined }
        /** The scope that has an answer already. */
        | { readonly answered: string };
    };

export type DeadLetter = {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly attempts: number;
  readonly error: string;
  readonly buriedAtMs: number;
};

export type StoreFigures = {
  /** Facts that are committed and not yet in the stream; 0 where the outbox is the stream. */
  readonly outboxPending: number;
  /** How long the oldest of them has been waiting. */
  readonly outboxOldestMs: number | undefined;
  readonly tasksDue: number;
  /** How long the oldest due task has been waiting. */
  readonly taskLateMs: number;
  readonly deadLetters: number;
};

/**
 * One module's own data. All times come from the caller's clock.
 */
export interface Store {
  /** @returns undefined when there is none; a state of an older schema comes upcast to today's */
  load<State>(kind: DocumentKind<State>, id: string): Promise<Loaded<State> | undefined>;
  /** Like load, for many ids; order and length of the ids, at most 1,000. */
  loadMany<State>(kind: DocumentKind<State>, ids: readonly string[]): Promise<readonly (Loaded<State> | undefined)[]>;

  /**
   * All of it, durable, or nothing and the first conflict. Commits that are given at the same moment may conflict with each other; the earlier one wins.
   * @throws StoreOverloaded when too many wait; StoreUnavailable when the outcome is not known or the disk is full (nothing half done)
   * @throws RangeError when it has more than COMMIT_PARTS_MAX parts; MessageTooLarge when an event could not be sent
   */
  commit(commit: Commit): Promise<Committed>;

  /**
   * Takes what is due, oldest first, and leases it: nobody else gets it until the lease ends. A task is due when its time has come and no
   * earlier unfinished task has its key (`TaskDraft.key` says what is earlier).
   */
  takeTasks(request: { readonly nowMs: number; readonly limit: number; readonly leaseMs: number }): Promise<readonly Task[]>;
  /**
   * Another number as soon as another server answers, which may show less for a moment than the one before it did. While it is the one of a task, whoever
   * works on that task sees everything that was committed before the task was there, or together with it.
   */
  view(): number;
  /** When the next task will be due; undefined when there is none. */
  nextTaskAtMs(nowMs: number): Promise<number | undefined>;

  position(stream: string): Promise<StreamPosition | undefined>;
  /** The stored answer of a scope that has not expired. */
  answerOf(scope: string, nowMs: number): Promise<{ readonly fingerprint: string; readonly body: string } | undefined>;

  /** True: this holder has it until then. Only saves work; nothing is right because of a lease. */
  lease(name: string, holder: string, nowMs: number, untilMs: number): Promise<boolean>;

  /** Oldest first. @param page.after made by `afterDeadLetter` of the last one of the page before */
  deadLetters(page: { readonly limit: number; readonly after?: string }): Promise<readonly DeadLetter[]>;
  deadLetter(id: string): Promise<DeadLetter | undefined>;
  /** Back into the tasks, due now, with no attempts. False: there is none. */
  replayDeadLetter(id: string, nowMs: number): Promise<boolean>;
  discardDeadLetter(id: string): Promise<boolean>;

  /** Letters and digits. Changes when this module's data were restored from a backup: places that others remember in anything kept here mean nothing any more. */
  epoch(): Promise<string>;

  figures(nowMs: number): Promise<StoreFigures>;
  /** Deletes what is kept long enough: commit ids, answers, published outbox rows before these times. */
  purge(before: { readonly commitsMs: number; readonly answersMs: number; readonly outboxMs: number }): Promise<void>;
  close(): Promise<void>;
}
