import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

interface SplitterProps {
  /** What is resized: the part before the line. */
  readonly label: string;
  /** The variable of the style that holds its size, set on the parent of the line. */
  readonly variable: string;
  readonly direction: "horizontal" | "vertical";
}

/** CSS pixels. */
const minSize = 48;
const keyStep = 24;

/** A line between two parts that is dragged, or moved by the arrow keys; Enter and a double click give the part its own size again. */
export function Splitter({ label, variable, direction }: SplitterProps) {
  const line = useRef<HTMLDivElement>(null);
  const share = useSignal(50);
  const isDragged = useSignal(false);
  const isRow = direction === "horizontal";
  const measure = () => (share.value = shareOf(line.current, isRow));
  const resize = (size: number | undefined) => {
    const style = line.current?.parentElement?.style;
    if (size === undefined) style?.removeProperty(variable);
    else
      style?.setProperty(variable, `${Math.round(Math.max(minSize, Math.min(size, sizesOf(line.current, isRow).whole - 2 * minSize)))}px`);
    measure();
  };
  useEffect(() => {
    share.value = shareOf(line.current, isRow);
  }, [share, isRow]);
  return (
    <div
      ref={line}
      class={isDragged.value ? "splitter dragged" : "splitter"}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={direction}
      aria-valuenow={share.value}
      aria-valuemin={0}
      aria-valuemax={100}
      onFocus={measure}
      onDblClick={() => resize(undefined)}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        isDragged.value = true;
      }}
      onPointerMove={(event) => {
        const part = line.current?.previousElementSibling?.getBoundingClientRect();
        if (isDragged.value && part !== undefined) resize(isRow ? event.clientY - part.top : event.clientX - part.left);
      }}
      onPointerUp={() => (isDragged.value = false)}
      onPointerCancel={() => (isDragged.value = false)}
      onKeyDown={(event) => {
        const step = { ArrowUp: -keyStep, ArrowLeft: -keyStep, ArrowDown: keyStep, ArrowRight: keyStep }[event.key];
        if (step === undefined && event.key !== "Enter") return;
        event.preventDefault();
        resize(step === undefined ? undefined : sizesOf(line.current, isRow).part + step);
      }}
    />
  );
}

function sizesOf(line: HTMLElement | null, isRow: boolean): { readonly part: number; readonly whole: number } {
  const part = line?.previousElementSibling?.getBoundingClientRect();
  const whole = line?.parentElement?.getBoundingClientRect();
  return isRow ? { part: part?.height ?? 0, whole: whole?.height ?? 0 } : { part: part?.width ?? 0, whole: whole?.width ?? 0 };
}

/** Of the whole, in percent. */
function shareOf(line: HTMLElement | null, isRow: boolean): number {
  const { part, whole } = sizesOf(line, isRow);
  return whole === 0 ? 50 : Math.round((100 * part) / whole);
}
