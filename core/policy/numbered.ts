/** Things by small numbers, never changed and cheaply changed: a change copies the pages that it touches. */

const PAGE_BITS = 8;
const PAGE = 1 << PAGE_BITS;

export type Numbered<T> = readonly (readonly (T | undefined)[])[];

export const atNumber = <T>(pages: Numbered<T>, number: number): T | undefined =>
  pages[number >> PAGE_BITS]?.[number & (PAGE - 1)];

/** The same with some of them set; undefined takes one away. What it came from stays as it was. */
export function withNumbers<T>(from: Numbered<T>, entries: Iterable<readonly [number, T | undefined]>): Numbered<T> {
  const pages: (readonly (T | undefined)[])[] = [...from];
  const own = new Map<number, (T | undefined)[]>();
  for (const [number, value] of entries) {
    const at = number >> PAGE_BITS;
    const page = own.get(at) ?? pages[at]?.slice() ?? new Array<T | undefined>(PAGE).fill(undefined);
    own.set(at, page);
    while (pages.length < at) pages.push([]);
    pages[at] = page;
    page[number & (PAGE - 1)] = value;
  }
  return pages;
}
