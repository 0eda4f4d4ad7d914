import { expect, test } from "@jest/globals";
import { makeMetrics } from "./metrics.ts";

const figures = { outboxPending: 3, outboxOldestMs: 1_500, tasksDue: 2, taskLateMs: 250, deadLetters: 1 };

test("everything that dashboards and alerts read is there", async () => {
  const metrics = makeMetrics();
  metrics.watchStore("ideas", async () => figures);
  metrics.taskEnded("ideas", "tell", "retried");
  metrics.eventTakenIn("ideas", 20);
  metrics.answered("ideas.submit-idea", "ok", 4);
  metrics.httpAnswered("ideas.submit-idea", 201, 6);
  const text = await metrics.text();
  for (const line of [
    'teilhabe_outbox_pending{module="ideas"} 3',
    'teilhabe_outbox_lag_seconds{module="ideas"} 1.5',
    'teilhabe_tasks_due{module="ideas"} 2',
    'teilhabe_task_late_seconds{module="ideas"} 0.25',
    'teilhabe_dead_letters{module="ideas"} 1',
    'teilhabe_tasks_ended_total{module="ideas",kind="tell",how="retried"} 1',
    'teilhabe_event_age_seconds_count{module="ideas"} 1',
    'teilhabe_answer_seconds_count{operation="ideas.submit-idea",outcome="ok"} 1',
    'teilhabe_http_seconds_count{route="ideas.submit-idea",status="201"} 1',
  ])
    expect(text).toContain(line);
  expect(text).toContain("nodejs_eventloop_lag_p99_seconds");
});

test("only counters are named as counters", async () => {
  const types = [...(await makeMetrics().text()).matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = "", type = ""]) => ({ name, type }));
  expect(types.length).toBeGreaterThan(20);
  expect(types.filter(({ name, type }) => name.endsWith("_total") !== (type === "counter"))).toEqual([]);
});
