import { ballotBox } from "@teilhabe/ballot-box/module";
import { capacity } from "@teilhabe/capacity/module";
import { gateway } from "@teilhabe/gateway/module";
import { secretDoor } from "@teilhabe/gateway/secret-door";
import { ideas } from "@teilhabe/ideas/module";
import { notifications } from "@teilhabe/notifications/module";
import { partners } from "@teilhabe/partners/module";
import { people } from "@teilhabe/people/module";
import type { AnyModule } from "@teilhabe/platform/start-modules";
import { voting } from "@teilhabe/voting/module";

/** Every service; the gateway last, so that its door opens when the others can answer. */
export const standaloneModules: readonly AnyModule[] = [people, ideas, voting, ballotBox, capacity, notifications, partners, secretDoor, gateway];
