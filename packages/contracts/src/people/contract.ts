import { defineContract } from "../contract.ts";
import { ActRecorded, GrantsChanged, PersonErased, PersonRenamed } from "./events.ts";
import {
  exportMe,
  giveGrant,
  identify,
  listActs,
  listErasures,
  listGrants,
  readErasure,
  readMe,
  readNames,
  readPersonData,
  requestErasure,
  updateMe,
  withdrawGrant,
} from "./operations.ts";

export const peopleContract = defineContract({
  service: "people",
  description: "Who is who: ids, names shown, languages, grants, the audit list of staff's acts, export and erasure of one's data.",
  operations: {
    identify,
    readNames,
    readMe,
    updateMe,
    exportMe,
    requestErasure,
    readErasure,
    listErasures,
    giveGrant,
    withdrawGrant,
    listGrants,
    listActs,
    readPersonData,
  },
  events: { PersonErased, PersonRenamed, GrantsChanged, ActRecorded },
});
