import { expect, it } from "@jest/globals";
import { bytesText, durationText } from "./amounts.ts";

it.each([
  [0, "0 B"],
  [1, "1 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [1_048_576, "1.0 MiB"],
  [268_435_456, "256 MiB"],
  [1_073_741_824, "1.0 GiB"],
  [9_007_199_254_740_991, "8192 TiB"],
])("%d bytes read as %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

it.each([
  [0, "0 us"],
  [999, "999 us"],
  [1500, "1.5 ms"],
  [15_400, "15 ms"],
  [2_500_000, "2.50 s"],
  [61_000_000, "1 min 1 s"],
  [3_660_000_000, "1 h 1 min"],
])("%d microseconds read as %s", (us, text) => expect(durationText(us)).toBe(text));
