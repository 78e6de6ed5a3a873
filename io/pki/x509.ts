/** The certificate library, with the polyfill it demands loaded first and the runtime's own cryptography set. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import { cryptoProvider } from "@peculiar/x509";

cryptoProvider.set(webcrypto as unknown as Parameters<typeof cryptoProvider.set>[0]);

export * from "@peculiar/x509";
