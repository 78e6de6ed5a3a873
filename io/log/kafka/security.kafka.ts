/** TLS and SASL/SCRAM at a real broker: who is let in, and what who isn't is told. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import { readAll, record, texts, topicOn } from "../contract-bench.ts";
import type { KafkaOptions } from "./kafka-log.ts";
import type { Sasl } from "./kafkajs.ts";
import { localCertificate } from "./local-certificate.ts";
import { Trial } from "./trial.ts";

const password = randomBytes(12).toString("hex");
// RFC 5802 escapes these in names, and passwords may hold anything.
const odd = `${password},=\u00fc x`;
const users = [
  { name: "wayleave", password, mechanism: "scram-sha-512" },
  { name: "other", password: odd, mechanism: "scram-sha-256" },
] as const;
let trial: Trial;
let ca: string;
beforeAll(async () => {
  const certificate = await localCertificate();
  ca = certificate.ca;
  trial = await Trial.start({ security: { keyAndChain: certificate.keyAndChain, users } });
});
afterAll(() => trial.end());

const over = (port: "tls" | "sasl", more: Partial<KafkaOptions>): Partial<KafkaOptions> => ({
  brokers: [`localhost:${trial.broker.ports[port]}`],
  patienceMs: 5000,
  ...more,
});
const scram = (username: string, secret: string, mechanism: Sasl["mechanism"]): Partial<KafkaOptions> =>
  over("sasl", { tls: { ca }, sasl: { mechanism, username, password: secret } });

it.each([
  ["TLS", () => over("tls", { tls: { ca } })],
  ["TLS and SCRAM-SHA-512", () => scram("wayleave", password, "scram-sha-512")],
  ["TLS and SCRAM-SHA-256", () => scram("other", odd, "scram-sha-256")],
])("%s: appends, follows, takes and commits", async (_name, options) => {
  const log = trial.open(options());
  const topic = await topicOn(log);
  await log.append(topic, [record("k", "1")]);
  expect(texts(await readAll(log, topic))).toEqual(["1"]);
  const { epoch } = await log.takePosition("g", topic);
  await log.commitPosition("g", topic, 0, epoch, 1, "m");
});

it.each([
  ["a wrong password", () => scram("wayleave", "wrong", "scram-sha-512"), /SASL/],
  ["an unknown user", () => scram("nobody", password, "scram-sha-512"), /SASL/],
  ["a broker that another authority vouches for", () => over("tls", { tls: {} }), /self-signed|unable to|certificate/i],
])("%s is told at once, without the secret", async (_name, options, says) => {
  const beganAt = performance.now();
  const append = trial.open(options()).append("t", [record("k", "1")]);
  const fault: Error = await append.then(
    () => new Error("stored"),
    (error: Error) => error,
  );
  expect(fault).toMatchObject({ code: "WL_LOG_UNAVAILABLE", stored: "no" });
  expect(fault.message).toMatch(says);
  expect(fault.message).not.toContain(password);
  expect(performance.now() - beganAt).toBeLessThan(4000);
});

it.each([
  ["plain words at a TLS port", () => over("tls", {})],
  ["TLS words at a plain port", () => ({ ...over("tls", { tls: { ca } }), brokers: [trial.broker.address] })],
])(
  "%s: unavailable, and nothing breaks",
  async (_name, options) => {
    const append = trial.open({ ...options(), patienceMs: 800 }).append("t", [record("k", "1")]);
    await expect(append).rejects.toMatchObject({ code: "WL_LOG_UNAVAILABLE", stored: "no" });
  },
  20_000,
);
