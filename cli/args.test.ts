/** The words of the command line. */
import { expect, it } from "@jest/globals";
import {
  judgeServer,
  judgeSplit,
  readBrokers,
  readDuration,
  readFormat,
  readGateways,
  readPortBase,
  readServer,
} from "./args.ts";

it("a number out of bounds is refused with its bounds", () => {
  expect(readGateways("2")).toEqual({ value: 2 });
  expect(readGateways("0")).toEqual({ wrong: 'must be a whole number from 1 to 16; is "0"' });
  for (const text of ["", "x", "1.5", "-1", "1e3", "99999999999999999999"])
    expect(readGateways(text)).toHaveProperty("wrong");
});

it("a port base leaves room for every port behind it", () => {
  expect(readPortBase("20000")).toEqual({ value: 20_000 });
  expect(readPortBase("65530")).toHaveProperty("wrong");
  expect(readPortBase("80")).toHaveProperty("wrong");
});

it("a form of output is one of three", () => {
  expect(readFormat("json")).toEqual({ value: "json" });
  expect(readFormat("xml")).toEqual({ wrong: 'must be table, json, yaml; is "xml"' });
});

it("durations have a unit", () => {
  expect(readDuration("90s")).toEqual({ value: 90_000 });
  expect(readDuration("2h")).toEqual({ value: 7_200_000 });
  for (const text of ["90", "0s", "h", "1w", "-1s"]) expect(readDuration(text)).toHaveProperty("wrong");
});

it("--split means two gateways, and two is the default", () => {
  expect(judgeSplit(true, undefined)).toEqual({ value: 2 });
  expect(judgeSplit(true, 2)).toEqual({ value: 2 });
  expect(judgeSplit(true, 3)).toHaveProperty("wrong");
  expect(judgeSplit(false, 3)).toEqual({ value: 3 });
});

it("brokers are addresses with a comma between", () => {
  expect(readBrokers("k1:9092,[::1]:9093")).toEqual({ value: ["k1:9092", "[::1]:9093"] });
  for (const text of ["", "k1", "k1:9092,", "k1:9092 k2:9092"]) expect(readBrokers(text)).toHaveProperty("wrong");
});

it("a server of ClickHouse's is an address without a key in it, and comes with a key file", () => {
  expect(readServer("http://127.0.0.1:8123")).toEqual({ value: "127.0.0.1:8123" });
  expect(readServer("http://[::1]:8123/")).toEqual({ value: "[::1]:8123" });
  for (const text of ["127.0.0.1:8123", "http://u:p@h:1", "https://h:8443", "http://h", "http://h:1/x"])
    expect(readServer(text)).toHaveProperty("wrong");
  expect(judgeServer(undefined, undefined)).toEqual({ value: undefined });
  expect(judgeServer("h:1", "/k")).toEqual({ value: { address: "h:1", keyFile: "/k" } });
  expect(judgeServer("h:1", undefined)).toHaveProperty("wrong");
  expect(judgeServer(undefined, "/k")).toHaveProperty("wrong");
});
