/** Makes a canvas as large as given in CSS pixels, clears it, and returns its context in these pixels. */
export function clearedContext(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D | undefined {
  const ratio = pixelRatio();
  const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
  // Setting a size clears the canvas, and costs more than clearing it.
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (context === null) return undefined;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, w, h);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

/** In CSS pixels. */
interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function pixelRatio(): number {
  return Math.max(1, Math.min(3, globalThis.devicePixelRatio || 1));
}

interface Hatch {
  readonly colour: string;
  /** CSS pixels from line to line, measured along the axis. */
  readonly apart: number;
  readonly isCrossed?: boolean;
}

const patterns = new Map<string, CanvasPattern | null>();

/** Lines at 45 degrees, which continue from one area to the next. */
export function hatch(context: CanvasRenderingContext2D, area: Area, { colour, apart, isCrossed = false }: Hatch): void {
  const ratio = pixelRatio();
  const key = `${colour} ${apart} ${isCrossed} ${ratio}`;
  let pattern = patterns.get(key);
  if (pattern === undefined) {
    pattern = hatchPattern(context, { colour, apart, isCrossed }, ratio);
    patterns.set(key, pattern);
  }
  if (pattern === null) return;
  context.fillStyle = pattern;
  context.fillRect(area.x, area.y, area.width, area.height);
}

function hatchPattern(context: CanvasRenderingContext2D, { colour, apart, isCrossed }: Hatch, ratio: number): CanvasPattern | null {
  const tile = document.createElement("canvas");
  const size = Math.round(apart * ratio);
  tile.width = size;
  tile.height = size;
  const lines = tile.getContext("2d");
  if (lines === null) return null;
  lines.strokeStyle = colour;
  lines.lineWidth = 0.9 * ratio;
  // The corners of a line are in the neighbours.
  for (const shift of [-size, 0, size]) {
    lines.moveTo(shift - 1, size + 1);
    lines.lineTo(shift + size + 1, -1);
    if (!isCrossed) continue;
    lines.moveTo(shift - 1, -1);
    lines.lineTo(shift + size + 1, size + 1);
  }
  lines.stroke();
  const pattern = context.createPattern(tile, "repeat");
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}
