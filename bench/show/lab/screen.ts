/** What an X server without a screen shows: its frame buffer as it stands in a file (`Xvfb -fbdir`), and as a PNG. */
import { crc32, deflateSync } from "node:zlib";

export interface Screen {
  readonly width: number;
  readonly height: number;
  /** Three bytes a pixel: red, green, blue. */
  readonly pixels: Buffer;
}

/** Of the format's version 7, whose header is 25 numbers of 32 bits, most significant byte first (X11/XWDFile.h). */
export function readScreen(file: Buffer): Screen {
  const at = (n: number) => file.readUInt32BE(4 * n);
  const [headerBytes, version, depth, width, height] = [at(0), at(1), at(3), at(4), at(5)];
  const [order, bits, lineBytes, colours] = [at(7), at(11), at(12), at(19)];
  if (version !== 7 || depth !== 24 || bits !== 32) throw new Error(`a screen of ${depth} bits, version ${version}`);
  const from = headerBytes + 12 * colours;
  const pixels = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = from + y * lineBytes + 4 * x;
      const value = order === 0 ? file.readUInt32LE(pixel) : file.readUInt32BE(pixel);
      pixels.writeUIntBE(value & 0xffffff, 3 * (y * width + x), 3);
    }
  }
  return { width, height, pixels };
}

/** So many colours it has: an empty screen has one. */
export function coloursOf({ pixels }: Screen): number {
  const colours = new Set<number>();
  for (let at = 0; at < pixels.length; at += 3) colours.add(pixels.readUIntBE(at, 3));
  return colours.size;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG (RFC 2083): true colour, eight bits, no filter. */
export function pngOf({ width, height, pixels }: Screen): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + 3 * width));
  for (let y = 0; y < height; y += 1) pixels.copy(rows, y * (1 + 3 * width) + 1, 3 * y * width, 3 * (y + 1) * width);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
