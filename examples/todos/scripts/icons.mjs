// Draws the app's icons into public/: the same mark as an SVG and, where a platform insists, as PNGs.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "public");

// In units of the icon's width.
const TOP = [23, 133, 121];
const BOTTOM = [9, 92, 84];
const CHECK = [[0.29, 0.525], [0.435, 0.67], [0.72, 0.36]];
const STROKE = 0.092;
const CORNER = 0.23;
/** Samples along each side of a pixel. */
const SAMPLES = 4;

function distanceToLine([px, py], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(px - ax - along * dx, py - ay - along * dy);
}

function isInside([x, y], corner) {
  const past = (value) => Math.max(0, Math.abs(value - 0.5) - (0.5 - corner));
  return Math.hypot(past(x), past(y)) <= corner;
}

/** The colour of one point, or `null` outside of the icon. `scale` makes the mark smaller, for platforms that crop. */
function colourAt([x, y], { corner, scale }) {
  if (corner > 0 && !isInside([x, y], corner)) return null;
  const point = [(x - 0.5) / scale + 0.5, (y - 0.5) / scale + 0.5];
  const [a, b, c] = CHECK;
  if (Math.min(distanceToLine(point, a, b), distanceToLine(point, b, c)) <= STROKE / 2) return [255, 255, 255];
  return TOP.map((from, i) => from + (BOTTOM[i] - from) * y);
}

function draw(size, shape) {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const found = [];
      for (let s = 0; s < SAMPLES * SAMPLES; s++) {
        const at = [x + ((s % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(s / SAMPLES) + 0.5) / SAMPLES];
        const colour = colourAt(at.map((value) => value / size), shape);
        if (colour !== null) found.push(colour);
      }
      const start = y * (size * 4 + 1) + 1 + x * 4;
      const mean = (i) => Math.round(found.reduce((sum, colour) => sum + colour[i], 0) / (found.length || 1));
      rows.set([mean(0), mean(1), mean(2), Math.round((255 * found.length) / SAMPLES ** 2)], start);
    }
  }
  return rows;
}

function png(size, shape) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits for each of red, green, blue and alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const data = deflateSync(draw(size, shape), { level: 9 });
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0))]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

const hex = (colour) => `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
const points = CHECK.map(([x, y]) => `${x * 64} ${y * 64}`).join(" L");
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <linearGradient id="g" x2="0" y2="1"><stop stop-color="${hex(TOP)}"/><stop offset="1" stop-color="${hex(BOTTOM)}"/></linearGradient>
  <rect width="64" height="64" rx="${CORNER * 64}" fill="url(#g)"/>
  <path d="M${points}" fill="none" stroke="#fff" stroke-width="${STROKE * 64}" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

writeFileSync(join(folder, "icon.svg"), svg);
for (const [name, size, shape] of [
  ["icon-192.png", 192, { corner: CORNER, scale: 1 }],
  ["icon-512.png", 512, { corner: CORNER, scale: 1 }],
  ["icon-maskable-512.png", 512, { corner: 0, scale: 0.82 }],
  ["apple-touch-icon.png", 180, { corner: 0, scale: 0.9 }],
]) {
  writeFileSync(join(folder, name), png(size, shape));
}
