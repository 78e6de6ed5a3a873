/** What the log's configuration names is read before anything is dialled, and wrong files are told by field. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "@jest/globals";
import { kafkaOptions } from "./open-log.ts";

const folder = mkdtempSync(join(tmpdir(), "wayleave-log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const withPassword = (passwordFile: string) =>
  kafkaOptions(
    {
      ...{ brokers: ["k:1"], prefix: "", tls: undefined },
      sasl: { mechanism: "scram-sha-512", user: "u", passwordFile },
    },
    "g1",
  );

it("a password is what stands in its file, but for the last line end of whichever system", () => {
  for (const end of ["", "\n", "\r\n"]) expect(withPassword(file("p", ` a b${end}`)).sasl?.password).toBe(" a b");
});

it.each([
  ["that others can read", () => file("open", "secret", 0o640), "chmod 600"],
  ["that is empty", () => file("empty", "\n"), "is empty"],
  ["that is not there", () => join(folder, "none"), "ENOENT"],
])("a password file %s is refused by name, without its content", (_name, make, says) => {
  const path = make();
  const opening = () => withPassword(path);
  expect(opening).toThrow(says);
  expect(opening).toThrow(`log.kafka.sasl.password_file`);
  expect(opening).toThrow(path);
  expect(opening).not.toThrow("secret");
});
