/**
 * The country of an address, by a file that the operator supplies (MaxMind DB format: GeoLite2, DB-IP, IPinfo and
 * others), read again when it was replaced. What nobody knows is a value of its own.
 */
import { readFile, stat } from "node:fs/promises";
import { type CountryResponse, Reader } from "mmdb-lib";
import { UNKNOWN_COUNTRY } from "../../../core/config/policy-spec.ts";
import { parseIp, printIp } from "../../../core/net/ip.ts";
import type { JsonLog } from "../../../io/json-log.ts";

/** Such files are replaced by the week: looking each 5 s costs one system call. */
const LOOK_EVERY_MS = 5_000;
/** It is held in memory; the largest of countries alone are a tenth of it. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

export interface Countries {
  /** ISO 3166-1 alpha-2, or UNKNOWN_COUNTRY. */
  of(address: string): string;
  /** Reads the file again if it was replaced: for tests, which don't wait. */
  look(): Promise<void>;
  close(): void;
}

const NO_COUNTRIES: Countries = { of: () => UNKNOWN_COUNTRY, look: () => Promise.resolve(), close: () => {} };

/** Rejected where the file can't be read or is none: an operator who names one wants rules to know countries. */
export const openCountries = (file: string | undefined, log: JsonLog): Promise<Countries> =>
  file === undefined ? Promise.resolve(NO_COUNTRIES) : follow(file, log);

async function follow(file: string, log: JsonLog): Promise<Countries> {
  let seen = "";
  let reader = await read();
  async function read(): Promise<Reader<CountryResponse>> {
    const { size, mtimeMs, ino } = await stat(file);
    if (size > FILE_BYTES_MAX) throw new Error(`country_db: ${file} has ${size} bytes, at most ${FILE_BYTES_MAX}`);
    const bytes = await readFile(file);
    seen = `${ino} ${size} ${mtimeMs}`;
    return new Reader<CountryResponse>(bytes);
  }
  const look = async (): Promise<void> => {
    try {
      const { size, mtimeMs, ino } = await stat(file);
      if (`${ino} ${size} ${mtimeMs}` === seen) return;
      reader = await read();
      log.info("countries are read from a new file", { file });
    } catch (error) {
      // The one that was read before still holds; a broken one is told of once.
      if (seen !== String(error))
        log.warn("the file of countries can't be read: the one before holds", { file, error: String(error) });
      seen = String(error);
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  return { of: (address) => countryOf(reader, address), look, close: () => clearInterval(timer) };
}

/** As vendors lay it out: `country.iso_code`, `country: "NL"`, or `country_code`. */
function countryOf(reader: Reader<CountryResponse>, address: string): string {
  const ip = parseIp(address);
  if (ip === undefined) return UNKNOWN_COUNTRY;
  let found: unknown;
  try {
    found = reader.get(printIp(ip));
  } catch {
    // A damaged record is one of which nothing is known.
    return UNKNOWN_COUNTRY;
  }
  const record = found as { country?: { iso_code?: unknown } | string; country_code?: unknown } | null;
  const said =
    typeof record?.country === "object" ? record.country.iso_code : (record?.country ?? record?.country_code);
  return typeof said === "string" && /^[A-Z]{2}$/.test(said) ? said : UNKNOWN_COUNTRY;
}
