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

export function pixelRatio(): number {
  return Math.max(1, Math.min(3, globalThis.devicePixelRatio || 1));
}

/** Lines at 45 degrees, `apart` pixels from each other. */
export function hatch(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  {
    colour,
    apart,
    thickness = 1,
    isCrossed = false,
  }: { readonly colour: string; readonly apart: number; readonly thickness?: number; readonly isCrossed?: boolean },
): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.beginPath();
  // Lines are bound to the axis, not to the bar, so that neighbours fit together.
  const first = Math.floor((x - height) / apart) * apart;
  for (let at = first; at < x + width + height; at += apart) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
    if (!isCrossed) continue;
    context.moveTo(at, y);
    context.lineTo(at + height, y + height);
  }
  context.strokeStyle = colour;
  context.lineWidth = thickness;
  context.stroke();
  context.restore();
}
