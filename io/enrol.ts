/**
 * How a device or publisher gets its certificate: a key made here and a request, with a one-time token the first time
 * and with the certificate that it has after that. The key never travels.
 */
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openLink } from "./grpc/link.ts";
import { CallFailed, STATUS } from "./grpc/status.ts";
import type { JsonLog } from "./json-log.ts";
import { writeIdentity } from "./pki/authority.ts";
import { makeCsr, makeKey } from "./pki/csr.ts";
import { type Identity, identityFromDer, readIdentity, type Trust } from "./pki/identity.ts";
import { CHAIN, KEY } from "./pki/pair.ts";
import { judgeRole } from "./pki/verify.ts";
import { replace } from "./status-file.ts";
import { ENROL_PATH, enrolRequest, enrolResponse, RENEW_PATH, renewRequest, renewResponse } from "./wire/enrol.ts";

/** Signing takes milliseconds, reading its own write from the log a little more. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 1_000;
/** These say that the gateway is not ready, or was not reached; anything else is its verdict. */
const NOT_NOW: readonly number[] = [
  ...[STATUS.UNAVAILABLE, STATUS.DEADLINE_EXCEEDED, STATUS.RESOURCE_EXHAUSTED, STATUS.INTERNAL, STATUS.ABORTED],
];
/** This gateway signs for nobody of our role; another one may. */
const NOT_HERE: readonly number[] = [STATUS.FAILED_PRECONDITION, STATUS.UNIMPLEMENTED];

/** It can't be enrolled, and waiting won't help; the sentence says what to do. */
export class EnrolFault extends Error {
  override readonly name = "EnrolFault";
  readonly code = "AGT_ENROL_TOKEN_REJECTED";
}

/** Who asks for a certificate, and of whom. */
export interface Applicant {
  readonly role: "device" | "publisher";
  /** Holds key and chain. */
  readonly folder: string;
  readonly trust: Trust;
  /** host:port, asked in this order. */
  readonly gateways: readonly string[];
  readonly tokenFile: string | undefined;
}

/** Would the same request be answered otherwise a little later? */
export const mayPass = (error: unknown): boolean => error instanceof CallFailed && NOT_NOW.includes(error.code);

/**
 * The identity of the folder. Where there is none, or only an expired one, one is got by the token: asked for without
 * end, since a gateway that is away comes back, and nothing else can be done here. Throws EnrolFault, IdentityFault.
 */
export async function identityOrEnrol(o: Applicant, log: JsonLog, signal: AbortSignal): Promise<Identity> {
  mkdirSync(o.folder, { recursive: true, mode: 0o700 });
  const known = exists(join(o.folder, CHAIN)) ? readIdentity(o.folder) : undefined;
  if (known !== undefined && known.leaf.validToDate.getTime() > Date.now()) return known;
  const lack = known === undefined ? "holds no certificate" : `holds one that expired on ${known.leaf.validTo}`;
  if (o.tokenFile === undefined) throw new EnrolFault(`${o.folder} ${lack}: set enrol.token_file to enrol`);
  const token = readToken(o.tokenFile);
  // Kept before it is used: a crash behind the gateway's yes must not cost the key that the certificate is for.
  const key = known === undefined ? await keyIn(o.folder) : makeKey();
  for (let round = 0; ; round++) {
    signal.throwIfAborted();
    try {
      const identity = await enrol(o, token, key);
      keep(o, identity);
      log.info("enrolled", { id: identity.spiffe.id, not_after: identity.leaf.validTo });
      return identity;
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (!mayPass(error)) throw rejected(o.tokenFile, error, known === undefined ? "" : `; ${o.folder} ${lack}`);
      if (round === 0) log.info("no gateway enrols us yet", { gateways: o.gateways, error });
      await wait(AGAIN_MS, undefined, { signal });
    }
  }
}

/** Throws CallFailed: the gateways' verdict, or that none answers. */
export async function enrol(o: Applicant, token: string, key: string): Promise<Identity> {
  const request = enrolRequest.encode({ token, csr: await makeCsr(key) });
  const { chain } = enrolResponse.decode(await ask(o, ENROL_PATH, request, undefined));
  return judged(o, key, chain);
}

/** A new key and a new certificate for who we are. Throws CallFailed. */
export async function renew(o: Applicant, present: Identity): Promise<Identity> {
  const key = makeKey();
  const request = renewRequest.encode({ csr: await makeCsr(key) });
  const { chain } = renewResponse.decode(await ask(o, RENEW_PATH, request, present));
  return judged(o, key, chain);
}

/** From here on the folder holds this pair, also after a crash. */
export const keep = (o: Applicant, identity: Identity): void => {
  writeIdentity(o.folder, identity);
};

export const rejected = (tokenFile: string, error: CallFailed, more = ""): EnrolFault =>
  new EnrolFault(`the gateway did not accept the token of ${tokenFile}: ${error.message}${more}`, { cause: error });

/** Looked at as a gateway will: a certificate that nobody takes must not replace a good one. */
function judged(o: Applicant, key: string, chain: readonly Uint8Array[]): Identity {
  const identity = identityFromDer(key, chain);
  const { role } = identity.spiffe;
  if (role !== o.role) throw new EnrolFault(`the gateway signed for a ${role}, and this is a ${o.role}`);
  const leaf = judgeRole(identity.leaf, o.role, o.trust, "client", Date.now());
  if (!leaf.ok) throw new EnrolFault(`the gateway gave a certificate that no gateway here accepts (${leaf.flaw})`);
  return identity;
}

/** One round: each gateway until one has signed, or has said no. */
async function ask(o: Applicant, path: string, request: Buffer, identity: Identity | undefined): Promise<Buffer> {
  let fault: CallFailed | undefined;
  for (const target of o.gateways) {
    const link = openLink({ target, trust: o.trust, ...(identity ? { identity } : {}) });
    try {
      return await link.unary(path, request, ANSWER_MS);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (!mayPass(error) && !NOT_HERE.includes(error.code)) throw error;
      // While one of them may yet sign, that the others never do is no verdict.
      if (fault === undefined || mayPass(error)) fault = error;
    } finally {
      link.close();
    }
  }
  throw fault ?? new CallFailed(STATUS.UNAVAILABLE, "no gateway is configured");
}

/** Throws EnrolFault. */
export function readToken(file: string): string {
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
  const file = join(folder, KEY);
  if (exists(file)) return readFileSync(file, "utf8");
  const key = makeKey();
  await replace(file, key);
  return key;
}

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;
