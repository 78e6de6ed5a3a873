/** The C library's calls that the runtime has no way to make itself, through koffi. Linux with glibc. */
import { createRequire } from "node:module";

type Koffi = typeof import("koffi");
export type Libc = ReturnType<Koffi["load"]>;

/** Throws where there is none. Loaded when first asked for: most processes make no such call. */
export function openLibc(): { readonly koffi: Koffi; readonly libc: Libc } {
  const koffi = createRequire(import.meta.url)("koffi") as Koffi;
  return { koffi, libc: koffi.load("libc.so.6") };
}

/** The same calls, declared once in a process, when they are first made. */
export function libcCalls<Calls>(declare: (libc: Libc, koffi: Koffi) => Calls): () => Calls {
  let calls: Calls | undefined;
  return () => {
    if (calls !== undefined) return calls;
    const { koffi, libc } = openLibc();
    calls = declare(libc, koffi);
    return calls;
  };
}
