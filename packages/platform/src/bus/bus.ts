import type { Asker } from "@teilhabe/contracts/asker";
import type { CloudEvent } from "@teilhabe/contracts/event";
import type { Refusal } from "@teilhabe/contracts/refusal";

/** An ask waits so long unless told otherwise. */
export const ASK_TIMEOUT_MS = 5_000;
export const BATCH_EVENTS_MAX = 1_000;
export const READ_EVENTS_MAX = 1_000;

export type Question = {
  /** `service.verb-noun` */
  readonly operation: string;
  readonly asker: Asker;
  /** The input as JSON text: what crosses the bus crosses it by value. */
  readonly body: string;
};

export type Answer =
  /** The output as JSON text; the gateway passes it on as it is. `version` becomes the ETag. */
  { readonly body: string; readonly version?: number } | { readonly refusal: Refusal };

export type StreamEntry = { readonly sequence: number; readonly event: CloudEvent };
/** A stream that was lost: up to `sequence` its events stand at the same places in the one that replaces it. */
export type ReplacedStream = { readonly epoch: string; readonly sequence: number };

export type StreamPage = {
  /** Changes when the stream was rebuilt: positions of another epoch mean nothing, unless it is one that this stream replaces. */
  readonly epoch: string;
  readonly replaces?: readonly ReplacedStream[];
  /** Of the last event in the stream; 0 when it is empty. */
  readonly lastSequence: number;
  readonly entries: readonly StreamEntry[];
};

/** Who is on the bus and what it may do there; made from the module's definition. */
export type BusIdentity = {
  readonly module: string;
  /** Names of operations that it may ask. */
  readonly asks: readonly string[];
  /** Services whose streams it may read and listen to. */
  readonly hears: readonly string[];
};

export type Stop = () => Promise<void>;

/**
 * What crosses between modules. A message (body of a question or answer, one event) has at most MESSAGE_BYTES_MAX bytes in
 * UTF-8; a longer one is refused before anything is sent.
 */
export interface Bus {
  /**
   * Asks one replica of the service that the operation names.
   * @throws NoAnswer `nobody-serves` at once, or `timeout`; whether the question took effect is then unknown
   * @throws AskForbidden when this module does not declare that it asks this
   * @throws MessageTooLarge
   */
  ask(question: Question, options?: { readonly timeoutMs?: number }): Promise<Answer>;

  /** Answers the questions to this module. An answer that throws reaches the asker as NoAnswer `failed`; it must have been logged. Stopping waits for answers on their way. */
  serve(answer: (question: Question) => Promise<Answer>): Promise<Stop>;

  /**
   * Appends to this module's own stream: all events of the batch or none, durable when it returns.
   * @param batch 1 to BATCH_EVENTS_MAX events
   * @returns the sequence of the last one
   * @throws StaleSequence when the stream's last sequence is another one
   */
  append(batch: readonly CloudEvent[], expectedLastSequence: number): Promise<number>;

  /**
   * At most `limit` events after the sequence, in order, without gaps that later fill; fewer when they are long, so go on until
   * `lastSequence`. An absent stream is an empty one, with the epoch "".
   * @param limit 1 to READ_EVENTS_MAX; anything else throws RangeError
   * @throws AskForbidden when this module does not declare that it hears the service
   */
  read(service: string, afterSequence: number, limit: number): Promise<StreamPage>;

  /**
   * Hears that the stream of the service has grown; every replica hears. A hint, neither durable nor complete: after
   * hearing, and every now and then without, read.
   */
  listen(service: string, heard: () => void): Promise<Stop>;

  /** Gives the hint to whoever listens to this module without appending anything: something else of its own has grown. */
  announce(): void;

  /** False while the connection is lost; questions then fail with NoAnswer `disconnected`. */
  isConnected(): boolean;

  close(): Promise<void>;
}

/** Opens the bus for one module. */
export type BusFor = (identity: BusIdentity) => Promise<Bus>;
