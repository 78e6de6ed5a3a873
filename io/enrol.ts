/**
 * How a device or publisher gets its certificate: a key made here, a request, and a one-time token; only the last two
 * travel.
 */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { openLink } from "./grpc/link.ts";
import { CallFailed, STATUS } from "./grpc/status.ts";
import type { JsonLog } from "./json-log.ts";
import { writeIdentity } from "./pki/authority.ts";
import { makeCsr, makeKey } from "./pki/csr.ts";
import { type Identity, readIdentity, type Trust } from "./pki/identity.ts";
import { replace } from "./status-file.ts";
import { ENROL_PATH, enrolRequest, enrolResponse } from "./wire/enrol.ts";

/** Signing takes milliseconds, reading its own write from the log a little more. */
const ENROL_MS = 10_000;
const AGAIN_MS = 1_000;
/** These say that the gateway is not ready, or was not reached; anything else is its verdict on the token. */
const TRY_AGAIN: readonly number[] = [
  ...[STATUS.UNAVAILABLE, STATUS.DEADLINE_EXCEEDED, STATUS.RESOURCE_EXHAUSTED, STATUS.INTERNAL, STATUS.ABORTED],
];

/** It can't be enrolled, and waiting won't help; the sentence says what to do. */
export class EnrolFault extends Error {
  override readonly name = "EnrolFault";
  readonly code = "AGT_ENROL_TOKEN_REJECTED";
}

export interface EnrolOptions {
  readonly role: "device" | "publisher";
  readonly folder: string;
  readonly trust: Trust;
  readonly gateways: readonly string[];
  readonly tokenFile: string | undefined;
  readonly log: JsonLog;
  readonly signal: AbortSignal;
}

/** The identity of the folder; where there is none, one is got first. */
export async function identityOrEnrol(o: EnrolOptions): Promise<Identity> {
  mkdirSync(o.folder, { recursive: true, mode: 0o700 });
  if (exists(join(o.folder, "chain.pem"))) return readIdentity(o.folder);
  if (o.tokenFile === undefined)
    throw new EnrolFault(`${o.folder} holds no certificate: set enrol.token_file to enrol`);
  const token = readToken(o.tokenFile);
  // Kept before it is used: a crash behind the gateway's yes must not cost the key that the certificate is for.
  const key = await keyIn(o.folder);
  const request = enrolRequest.encode({ token, csr: await makeCsr(key) });
  // Without end: a gateway that is away comes back, and nothing else can be done here.
  for (let attempt = 0; ; attempt++) {
    o.signal.throwIfAborted();
    const target = o.gateways[attempt % o.gateways.length]!;
    try {
      const { chain } = enrolResponse.decode(await ask(target, o.trust, request));
      const identity = writeIdentity(o.folder, key, chain);
      if (identity.spiffe.role !== o.role) throw new EnrolFault(`the token is one for a ${identity.spiffe.role}`);
      o.log.info("enrolled", { id: identity.spiffe.id });
      return identity;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (!TRY_AGAIN.includes(error.code)) {
        throw new EnrolFault(`the gateway did not accept the token of ${o.tokenFile}: ${error.message}`, {
          cause: error,
        });
      }
      if (attempt < o.gateways.length) o.log.info("no gateway enrols us yet", { gateway: target, error });
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

async function ask(target: string, trust: Trust, request: Buffer): Promise<Buffer> {
  const link = openLink({ target, trust });
  try {
    return await link.unary(ENROL_PATH, request, ENROL_MS);
  } finally {
    link.close();
  }
}

function readToken(file: string): string {
  let mode: number;
  let token: string;
  try {
    mode = statSync(file).mode;
    token = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new EnrolFault(`enrol.token_file ${file} can't be read (${(error as NodeJS.ErrnoException).code})`, {
      cause: error,
    });
  }
  if ((mode & 0o077) !== 0) throw new EnrolFault(`${file} can be read by others than its owner: chmod 600 ${file}`);
  if (token === "") throw new EnrolFault(`${file} is empty: it must hold the one-time token`);
  return token;
}

async function keyIn(folder: string): Promise<string> {
  const file = join(folder, "key.pem");
  if (exists(file)) return readFileSync(file, "utf8");
  const key = makeKey();
  await replace(file, key);
  return key;
}

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;
