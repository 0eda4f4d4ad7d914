import { ballotBox } from "@teilhabe/ballot-box/module";
import { gateway } from "@teilhabe/gateway/module";
import { ideas } from "@teilhabe/ideas/module";
import { notifications } from "@teilhabe/notifications/module";
import { partners } from "@teilhabe/partners/module";
import { people } from "@teilhabe/people/module";
import { run } from "@teilhabe/platform/run";
import { voting } from "@teilhabe/voting/module";

await run([people, ideas, voting, ballotBox, notifications, partners, gateway] as never);
