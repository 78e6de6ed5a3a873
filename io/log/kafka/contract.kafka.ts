/** The log at a real broker: the contract of every event log. */
import { eventLogContract } from "../contract.ts";
import { Trial } from "./trial.ts";

eventLogContract("Kafka", async () => (await Trial.start()).under());
