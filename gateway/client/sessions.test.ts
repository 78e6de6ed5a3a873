import { expect, it } from "@jest/globals";
import { NO_SESSION } from "../../core/policy/verdict.ts";
import { ASSOCIATIONS_PER_SESSION_MAX, FLOWS_PER_SESSION_MAX, SESSIONS_PER_DEVICE_MAX, Sessions } from "./sessions.ts";

const facts = (id: string, device = "d", tenant = "t") => ({
  ...{ id, tenant, user: "u", device, inputs: NO_SESSION, inputsHash: "", sinceUs: 0 },
});

it("a device has a bounded number of sessions, and room again when one left", () => {
  const sessions = new Sessions();
  for (let n = 0; n < SESSIONS_PER_DEVICE_MAX; n += 1) expect(sessions.admit(facts(`s${n}`))).toBe("admitted");
  expect(sessions.admit(facts("one more"))).toBe("CGW_LIMIT_USER");
  expect(sessions.admit(facts("of another", "e"))).toBe("admitted");
  expect(sessions.admit(facts("of another tenant", "d", "u"))).toBe("admitted");
  sessions.leave("s3");
  sessions.leave("s3");
  expect(sessions.admit(facts("again"))).toBe("admitted");
  expect(sessions.ofDevice("t", "d").map(({ id }) => id)).not.toContain("s3");
  expect(sessions.ofDevice("t", "d")).toHaveLength(SESSIONS_PER_DEVICE_MAX);
});

it("a session is found by its own device alone", () => {
  const sessions = new Sessions();
  sessions.admit(facts("s"));
  expect(sessions.find("s", "t", "d")?.user).toBe("u");
  expect(sessions.find("s", "t", "e")).toBeUndefined();
  expect(sessions.find("s", "u", "d")).toBeUndefined();
  sessions.leave("s");
  expect(sessions.find("s", "t", "d")).toBeUndefined();
});

it("a session's UDP associations have a bound of their own, and leave TCP the rest of its flows", () => {
  const sessions = new Sessions();
  sessions.admit(facts("s"));
  const open = (protocol: "tcp" | "udp", times: number) =>
    Array.from({ length: times }, () => sessions.flowOpened("s", protocol)).filter(Boolean).length;
  expect(open("udp", ASSOCIATIONS_PER_SESSION_MAX + 1)).toBe(ASSOCIATIONS_PER_SESSION_MAX);
  expect(open("tcp", FLOWS_PER_SESSION_MAX)).toBe(FLOWS_PER_SESSION_MAX - ASSOCIATIONS_PER_SESSION_MAX);
  sessions.flowEnded("s", "tcp");
  expect([open("udp", 1), open("tcp", 1)]).toEqual([0, 1]);
  sessions.flowEnded("s", "udp");
  expect([open("udp", 1), open("tcp", 1)]).toEqual([1, 0]);
});
