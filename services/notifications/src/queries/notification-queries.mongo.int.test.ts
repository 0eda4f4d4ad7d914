import { expect, test } from "@jest/globals";
import { openTestDatabase } from "@teilhabe/platform/testing/mongo-database";
import { describeWith } from "../../../../infra/servers/test-servers.ts";
import { notifications } from "../module.ts";
import { mongoNotificationQueries } from "./notification-queries.mongo.ts";

describeWith("mongodb", "queries of notifications in MongoDB", (url) => {
  test("find nothing where nothing is, and each of them has an index", async () => {
    const { connection, close } = await openTestDatabase(url, "notifications", notifications.documents ?? []);
    const queries = mongoNotificationQueries(connection);
    const lists = [
      queries.subscribersOf("idea/1", undefined, 10),
      queries.subscribersOf("idea/1", "s1", 10),
      queries.subscriptionsOf("p1", undefined, 10),
      queries.subscriptionsOf("p1", "s1", 10),
      queries.endedSubscriptions(1, 10),
      queries.unconfirmedBefore(1, 10),
      queries.noticesBefore("p1", undefined, false, 10),
      queries.noticesBefore("p1", 7, true, 10),
      queries.noticesAfter("p1", 7, 10),
      queries.oldNotices(1, 10),
      queries.oldTold(1, 10),
    ];
    expect(await Promise.all(lists)).toEqual(lists.map(() => []));
    expect(await queries.countSubscriptionsOf("p1")).toBe(0);
    const tokens = [queries.subscriptionWithToken("t"), queries.recipientWithToken("t"), queries.recipientToConfirm("t")];
    expect(await Promise.all(tokens)).toEqual([undefined, undefined, undefined]);
    await expect(close()).resolves.toBeUndefined();
  });
});
