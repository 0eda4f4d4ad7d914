import { parentPort, workerData } from "node:worker_threads";
import { type CountRequest, count } from "@teilhabe/counting/methods";

parentPort?.postMessage(count(workerData as CountRequest));
