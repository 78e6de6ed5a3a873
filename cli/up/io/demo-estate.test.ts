/** The demo estate is what its file says, at the ports of this start. */
import { expect, it } from "@jest/globals";
import { toPlain } from "../../../core/config/print.ts";
import { readObjects } from "../../io/documents.ts";
import { placeOrigins } from "../estate.ts";
import { DEMO_DEVICE, DEMO_PUBLISHER } from "../part-config.ts";
import { DEFAULT_DEMO_PORTS, planDemoPorts } from "../ports.ts";
import { ESTATE_FILE } from "./demo-estate.ts";

const objects = readObjects([ESTATE_FILE]).map((one) => one.object);

it("holds the device and the publisher that up enrols, and an app of each kind", () => {
  const names = objects.map((one) => `${one.kind} ${one.name}`);
  expect(names).toEqual(expect.arrayContaining([`Device ${DEMO_DEVICE}`, `Publisher ${DEMO_PUBLISHER}`]));
  for (const app of ["wiki", "echo", "dev", "lab", "closed", "payroll"]) expect(names).toContain(`App ${app}`);
});

it("the origins follow the ports; nothing else changes", () => {
  const moved = placeOrigins(objects, planDemoPorts(20_000));
  const text = JSON.stringify(moved.map(toPlain));
  expect(text).toContain("127.0.0.1:20005");
  expect(text).toContain("127.0.0.1:20007");
  expect(text).not.toMatch(/127\.0\.0\.1:808/);
  expect(placeOrigins(objects, DEFAULT_DEMO_PORTS)).toEqual(objects);
});
