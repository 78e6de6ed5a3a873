/** The key `log`: one of two logs, each mistake named with its field and line. */
import { describe, expect, it } from "@jest/globals";
import { located, type Plain } from "./located.ts";
import { judgeKafkaFile, type KafkaConfig, kafkaPlain, logIn, logOf } from "./log.ts";
import { PartFields } from "./part-fields.ts";

const FULL: KafkaConfig = {
  brokers: ["k1:9092", "[::1]:9093"],
  prefix: "prod.",
  tls: { caFile: "/ca.pem", own: { certFile: "/c.pem", keyFile: "/k.pem" } },
  sasl: { mechanism: "scram-sha-256", user: "wayleave", passwordFile: "/password" },
};

function judged(value: unknown) {
  const fields = new PartFields();
  return { config: logOf(value, fields), mistakes: fields.mistakes };
}

describe("the log's configuration", () => {
  it("is a folder, or brokers with the least or with all that can be said", () => {
    expect(judged({ embedded: "/d/log" })).toEqual({ config: { embedded: "/d/log" }, mistakes: [] });
    expect(judged({ kafka: { brokers: ["k1:9092"] } })).toEqual({
      config: { kafka: { brokers: ["k1:9092"], prefix: "", tls: undefined, sasl: undefined } },
      mistakes: [],
    });
    expect(judged({ kafka: kafkaPlain(FULL) })).toEqual({ config: { kafka: FULL }, mistakes: [] });
    expect(judged({ kafka: { brokers: ["k1:9092"], tls: {} } }).config).toMatchObject({
      kafka: { tls: { caFile: undefined, own: undefined } },
    });
  });

  it.each<[string, Plain | undefined, string[]]>([
    ["nothing", undefined, ["log"]],
    ["neither", {}, ["log.embedded"]],
    ["both", { embedded: "/l", kafka: { brokers: ["k:1"] } }, ["log"]],
    ["no brokers", { kafka: {} }, ["log.kafka.brokers"]],
    ["no list", { kafka: { brokers: "k1:9092" } }, ["log.kafka.brokers"]],
    ["a broker without port", { kafka: { brokers: ["k1:9092", "k2"] } }, ["log.kafka.brokers[1]"]],
    ["half a certificate", { kafka: { brokers: ["k:1"], tls: { cert_file: "/c" } } }, ["log.kafka.tls"]],
    [
      "a strange mechanism",
      { kafka: { brokers: ["k:1"], sasl: { mechanism: "plain", user: "u", password_file: "/p" } } },
      ["log.kafka.sasl.mechanism"],
    ],
    [
      "a password in the file",
      { kafka: { brokers: ["k:1"], sasl: { user: "u", password: "secret" } } },
      [...["log.kafka.sasl.password", "log.kafka.sasl.password_file"]],
    ],
    ["a prefix that no topic can have", { kafka: { brokers: ["k:1"], prefix: "Prod/" } }, ["log.kafka.prefix"]],
  ])("%s is a mistake of its field", (_name, value, fields) => {
    const { mistakes } = judged(value);
    expect(mistakes.map(({ field }) => field).sort()).toEqual(fields);
    expect(JSON.stringify(mistakes)).not.toContain("secret");
    const told: string[] = [];
    logIn(value === undefined ? undefined : located(value), (_line, field) => void told.push(field));
    expect(told.sort()).toEqual(fields);
  });

  it("in a file of its own, whose brokers the command line may name", () => {
    expect(judgeKafkaFile({ prefix: "p." }, ["k:1"]).config).toMatchObject({ brokers: ["k:1"], prefix: "p." });
    expect(judgeKafkaFile({ prefix: "p." }, undefined).mistakes.map(({ field }) => field)).toEqual(["brokers"]);
    expect(judgeKafkaFile("text", ["k:1"]).mistakes[0]).toMatchObject({ field: "" });
  });
});
