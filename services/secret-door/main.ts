import { secretDoor } from "@teilhabe/gateway/secret-door";
import { run } from "@teilhabe/platform/run";

await run([secretDoor]);
