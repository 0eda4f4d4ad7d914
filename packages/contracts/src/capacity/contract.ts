import { defineContract } from "../contract.ts";
import * as events from "./events.ts";
import {
  changeOffer,
  findMatching,
  listObservations,
  listSpecialties,
  publishOffer,
  readOffer,
  reportCapacity,
  searchOffers,
  withdrawOffer,
} from "./offer-operations.ts";
import { changeProvider, createProvider, listProviders, readProvider, takeInProvider } from "./provider-operations.ts";
import { listRegionObservations, listRegions, putRegion, readRegion, reportRegion } from "./region-operations.ts";

export const capacityContract = defineContract({
  service: "capacity",
  description: "Where there is a free place: providers, offers, what is reported of their capacity and how fresh that is; regions.",
  operations: {
    createProvider,
    changeProvider,
    readProvider,
    listProviders,
    takeInProvider,
    publishOffer,
    changeOffer,
    withdrawOffer,
    readOffer,
    searchOffers,
    listSpecialties,
    reportCapacity,
    listObservations,
    findMatching,
    putRegion,
    listRegions,
    readRegion,
    reportRegion,
    listRegionObservations,
  },
  events: { ...events },
});
