/** Countries by an operator's file: real files, replaced while they are in use. */
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { openJsonLog } from "../../../io/json-log.ts";
import { countryFile } from "../../../sim/country-file.ts";
import { openCountries } from "./countries.ts";

const folder = mkdtempSync(join(tmpdir(), "wl-countries-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, "country.mmdb");
const log = openJsonLog({ service: "test" });
const FIRST = { "192.0.2.0/24": "NL", "192.0.2.128/25": "DE", "2001:db8::/32": "SE" };

describe("the country of an address", () => {
  it("is that of the longest block that holds it, for IPv4 and IPv6; else it is unknown", async () => {
    writeFileSync(file, countryFile(FIRST));
    const countries = await openCountries(file, log);
    const asked = [
      "192.0.2.1",
      "192.0.2.200",
      "2001:db8::7",
      "::ffff:192.0.2.1",
      "198.51.100.1",
      "2001:db9::1",
      "",
      "x",
    ];
    expect(asked.map((address) => countries.of(address))).toEqual([
      ...["NL", "DE", "SE", "NL", "unknown", "unknown", "unknown", "unknown"],
    ]);
    countries.close();
  });

  it("follows the file when that is replaced, and a broken one leaves what was known", async () => {
    writeFileSync(file, countryFile(FIRST));
    const countries = await openCountries(file, log);
    await countries.look();
    writeFileSync(`${file}.new`, countryFile({ "192.0.2.0/24": "FI" }));
    renameSync(`${file}.new`, file);
    await countries.look();
    expect(countries.of("192.0.2.200")).toBe("FI");
    writeFileSync(file, "no such thing");
    await countries.look();
    expect(countries.of("192.0.2.200")).toBe("FI");
    rmSync(file);
    await countries.look();
    expect(countries.of("192.0.2.200")).toBe("FI");
    writeFileSync(file, countryFile(FIRST));
    await countries.look();
    expect(countries.of("192.0.2.200")).toBe("DE");
    countries.close();
  });

  it("is not asked of a file that is none", async () => {
    writeFileSync(file, "no such thing");
    await expect(openCountries(file, log)).rejects.toThrow();
    await expect(openCountries(join(folder, "absent"), log)).rejects.toThrow(/absent/);
  });
});
