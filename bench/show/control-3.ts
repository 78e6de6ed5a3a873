/**
 * control.3: a gateway knows a log of 1,000,000 control events in at most 10 s from nothing (30 s from Kafka), and in
 * at most 1 s from a snapshot with 10,000 events behind it; it then holds exactly what a whole fold holds. The short
 * form has a fifth of the events, and a fifth of the bound for all of them with a second for the start.
 */
import { figuresOf, rebuild, rebuildFromKafka } from "../rebuild/measure.ts";
import type { Shown, ShowOptions } from "./main.ts";

const EVENTS = 1_000_000;
const EVENTS_SHORT = 200_000;
const COLD_US_AN_EVENT_MAX = 10;
/** What a process and its first, cold folding take besides: a large part of a fifth. */
const START_SHORT_S = 1;
const KAFKA_US_AN_EVENT_MAX = 30;
const WARM_MS_MAX = 1_000;
/** So long the loop may be held by one slice of folding; a collection of garbage or another process may come on top. */
const STALL_MS_MAX = 50;

export async function show({ short, seed, progress }: ShowOptions): Promise<Shown> {
  const events = short ? EVENTS_SHORT : EVENTS;
  const figures = figuresOf(await rebuild({ events, times: 3, seed, progress }));
  const kafka = await rebuildFromKafka({ events, seed, progress });
  const kafkaMost = (events * KAFKA_US_AN_EVENT_MAX) / 1e6;
  const kafkaS = kafka.cold.ms / 1000;
  const { cold_s, warm_ms, exact, cold_stall_ms } = figures;
  const coldMost = (events * COLD_US_AN_EVENT_MAX) / 1e6 + (short ? START_SHORT_S : 0);
  const failures = [
    ...(cold_s <= coldMost ? [] : [`${events} events took ${cold_s} s from nothing, at most ${coldMost} s`]),
    ...(kafkaS <= kafkaMost ? [] : [`${events} events took ${kafkaS} s from Kafka, at most ${kafkaMost} s`]),
    ...(kafka.cold.state_hash === figures.state_hash ? [] : ["from Kafka another state was folded"]),
    ...(warm_ms <= WARM_MS_MAX ? [] : [`a snapshot and its tail took ${warm_ms} ms, at most ${WARM_MS_MAX}`]),
    ...(exact ? [] : ["what began with a snapshot does not hold what a whole fold holds"]),
    ...(cold_stall_ms <= STALL_MS_MAX ? [] : [`the loop was held for ${cold_stall_ms} ms, at most ${STALL_MS_MAX}`]),
  ];
  return { figures: { ...figures, kafka }, failures };
}
