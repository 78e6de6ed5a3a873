/** A certificate for a local broker, of an authority made for it: PEM both. */
import { makeKey, SIGNING, webKeys } from "../../pki/csr.ts";
import { SERVER_AUTH } from "../../pki/verify.ts";
import * as x509 from "../../pki/x509.ts";

const HOUR_MS = 3_600_000;

export async function localCertificate(): Promise<{ readonly ca: string; readonly keyAndChain: string }> {
  const caKeys = await webKeys(makeKey());
  const [notBefore, notAfter] = [new Date(Date.now() - HOUR_MS), new Date(Date.now() + 24 * HOUR_MS)];
  const common = { notBefore, notAfter, signingAlgorithm: SIGNING };
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ ...common, serialNumber: "01", name: "CN=local broker's authority", keys: caKeys },
    extensions: [new x509.BasicConstraintsExtension(true, 0, true)],
  });
  const key = makeKey();
  const leaf = await x509.X509CertificateGenerator.create({
    ...{ ...common, serialNumber: "02", subject: "CN=localhost", issuer: ca.subject, signingKey: caKeys.privateKey },
    publicKey: (await webKeys(key)).publicKey,
    extensions: [
      new x509.ExtendedKeyUsageExtension([SERVER_AUTH]),
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "localhost" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  return { ca: ca.toString("pem"), keyAndChain: `${key.trim()}\n${leaf.toString("pem")}\n` };
}
