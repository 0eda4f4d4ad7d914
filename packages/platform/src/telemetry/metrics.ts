import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { StoreFigures } from "../store/store.ts";

/** What the platform counts, under names that dashboards and alert rules use. */
export interface Metrics {
  /** @param outcome `ok` or the refusal's code */
  answered(operation: string, outcome: string, ms: number): void;
  httpAnswered(route: string, status: number, ms: number): void;
  taskEnded(module: string, kind: string, how: "done" | "retried" | "buried" | "lost"): void;
  /** From the event's time to its being taken in. */
  eventTakenIn(module: string, ageMs: number): void;
  /** Read at each scrape. */
  watchStore(module: string, figures: () => Promise<StoreFigures>): void;
  /** How many events a reader outside the platform is behind; read at each scrape. */
  watchReader(module: string, reader: string, behind: () => Promise<number>): void;
  /** Prometheus text format. */
  text(): Promise<string>;
}

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5];
const AGE_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5, 30, 300, 3_600];

/** Gauges of prom-client whose names end as counters' do (`promtool check metrics`); the same are there without `_total`, by type. */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const registers = [registry];
  const answered = new Histogram({
    name: "teilhabe_answer_seconds",
    help: "Answering one question",
    labelNames: ["operation", "outcome"],
    buckets: SECONDS,
    registers,
  });
  const http = new Histogram({
    name: "teilhabe_http_seconds",
    help: "Answering one request",
    labelNames: ["route", "status"],
    buckets: SECONDS,
    registers,
  });
  const tasks = new Counter({
    name: "teilhabe_tasks_ended_total",
    help: "Attempts at tasks, by how they ended",
    labelNames: ["module", "kind", "how"],
    registers,
  });
  const age = new Histogram({
    name: "teilhabe_event_age_seconds",
    help: "Age of events when taken in",
    labelNames: ["module"],
    buckets: AGE_SECONDS,
    registers,
  });
  const behind = new Gauge({
    name: "teilhabe_reader_behind_events",
    help: "Events that a reader outside the platform has not got",
    labelNames: ["module", "reader"],
    registers,
  });
  const readers: { readonly labels: { readonly module: string; readonly reader: string }; readonly behind: () => Promise<number> }[] = [];
  const watched = new Map<string, () => Promise<StoreFigures>>();
  const gauges = storeGauges(registry);
  return {
    answered: (operation, outcome, ms) => answered.observe({ operation, outcome }, ms / 1000),
    httpAnswered: (route, status, ms) => http.observe({ route, status }, ms / 1000),
    taskEnded: (module, kind, how) => tasks.inc({ module, kind, how }),
    eventTakenIn: (module, ageMs) => age.observe({ module }, ageMs / 1000),
    watchStore: (module, figures) => watched.set(module, figures),
    watchReader: (module, reader, count) => void readers.push({ labels: { module, reader }, behind: count }),
    async text() {
      for (const reader of readers) behind.set(reader.labels, await reader.behind());
      for (const [module, figures] of watched) setGauges(gauges, module, await figures());
      return registry.metrics();
    },
  };
}

type StoreGauges = ReturnType<typeof storeGauges>;

function storeGauges(registry: Registry) {
  const gauge = (name: string, help: string) => new Gauge({ name, help, labelNames: ["module"], registers: [registry] });
  return {
    pending: gauge("teilhabe_outbox_pending", "Facts that are committed and not yet in the stream"),
    lag: gauge("teilhabe_outbox_lag_seconds", "Age of the oldest fact that is not yet in the stream"),
    due: gauge("teilhabe_tasks_due", "Tasks that are due"),
    late: gauge("teilhabe_task_late_seconds", "How long the oldest due task has been waiting"),
    dead: gauge("teilhabe_dead_letters", "Tasks that failed at their last attempt"),
  };
}

function setGauges(gauges: StoreGauges, module: string, figures: StoreFigures): void {
  gauges.pending.set({ module }, figures.outboxPending);
  gauges.lag.set({ module }, (figures.outboxOldestMs ?? 0) / 1000);
  gauges.due.set({ module }, figures.tasksDue);
  gauges.late.set({ module }, figures.taskLateMs / 1000);
  gauges.dead.set({ module }, figures.deadLetters);
}
