import { describeEventLog } from "@toolmark/event-log/contract";
import { inject } from "vitest";

import { openKafkaTestLog } from "./kafka-test-log.ts";

describeEventLog("kafka", () => openKafkaTestLog(inject("kafkaBrokers")));
