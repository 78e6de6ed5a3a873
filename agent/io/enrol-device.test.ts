/** How a device gets its certificate. */

import { mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { TOKEN } from "./fake-gateway.ts";
import { closeKit, configFor, kit, openKit, start } from "./test-kit.ts";

beforeAll(openKit);
afterAll(closeKit);

describe("enrolment", () => {
  it("gets a certificate by token, once, with its own key", async () => {
    const dir = mkdtempSync(join(tmpdir(), "wayleave-enrol-"));
    writeFileSync(join(dir, "token"), `${TOKEN}\n`, { mode: 0o600 });
    const config = {
      ...configFor([kit.gateway.port]),
      identity: join(dir, "identity"),
      enrol: { token_file: join(dir, "token") },
    };
    const own = await start(config);
    await own.close();
    expect(statSync(join(dir, "identity", "key.pem")).mode & 0o777).toBe(0o600);
    const key = readFileSync(join(dir, "identity", "key.pem"), "utf8");
    writeFileSync(join(dir, "token"), "spent", { mode: 0o600 });
    await (await start(config)).close();
    expect(readFileSync(join(dir, "identity", "key.pem"), "utf8")).toBe(key);
  });

  it("says what to do where the token is not accepted, or can be read by others", async () => {
    const dir = mkdtempSync(join(tmpdir(), "wayleave-enrol-"));
    writeFileSync(join(dir, "token"), "wrong", { mode: 0o644 });
    const config = {
      ...configFor([kit.gateway.port]),
      identity: join(dir, "identity"),
      enrol: { token_file: join(dir, "token") },
    };
    await expect(start(config)).rejects.toThrow(/chmod 600/);
    writeFileSync(join(dir, "other"), "wrong", { mode: 0o600 });
    await expect(start({ ...config, enrol: { token_file: join(dir, "other") } })).rejects.toThrow(
      /did not accept the token/,
    );
  });
});
