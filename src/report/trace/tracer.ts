import { Diagnosis, type DiagnosisOptions } from "../../diagnosis/engine/diagnosis.js";
import type { Finding } from "../../diagnosis/engine/finding.js";
import { ObjectStates } from "../../lifecycle/session/object-states.js";
import type { Frame } from "../../model/frame.js";
import type { ObjectRef } from "../../model/kube-object.js";
import { type TracePicture, tracePicture } from "./trace-picture.js";

/** A root of a picture: "deploy/web". */
interface TraceTarget {
  /** As typed. */
  readonly words: string;
  /** It names one object, which may not exist yet. */
  readonly named: boolean;
  readonly matches: (ref: ObjectRef) => boolean;
}

interface TracerOptions extends DiagnosisOptions {
  /** Empty for everything. */
  readonly targets: readonly TraceTarget[];
  /** The server's clock at offset 0, ms since the epoch; undefined when it is not known. */
  readonly startMs: number | undefined;
  /** Objects are named with their namespaces. */
  readonly namespaces?: boolean;
}

/** Makes pictures from frames, live or recorded: give it every frame in sequence, and ask for the picture at any moment. */
export class Tracer {
  readonly #targets: readonly TraceTarget[];
  readonly #namespaces: boolean;
  readonly #objects: ObjectStates;
  readonly #diagnosis: Diagnosis;

  constructor({ targets, startMs, clockOffsetMs, scope, namespaces = false }: TracerOptions) {
    this.#namespaces = namespaces;
    this.#targets = targets;
    this.#objects = new ObjectStates(startMs);
    this.#diagnosis = new Diagnosis({ clockOffsetMs, scope });
  }

  observe(frame: Frame): void {
    this.#diagnosis.observe(frame);
    if (frame.kind === "object") this.#objects.observe(frame);
  }

  /** How many objects there are, deleted ones included. */
  get size(): number {
    return this.#objects.size;
  }

  /** The findings known at a moment, ms since session start. */
  findings(nowMs: number): readonly Finding[] {
    return this.#diagnosis.findings(nowMs);
  }

  /** Whether the trees of a picture begin at this object. */
  isRoot(ref: ObjectRef): boolean {
    return this.#targets.length === 0 || this.#targets.some((target) => target.matches(ref));
  }

  picture(nowMs: number): TracePicture {
    const objects = this.#objects.all();
    const targets = this.#targets;
    return tracePicture(objects, {
      nowMs,
      isRoot: targets.length === 0 ? undefined : (ref) => this.isRoot(ref),
      missing: targets.flatMap(({ words, named, matches }) => (named && !objects.some(({ ref }) => matches(ref)) ? [words] : [])),
      findings: this.findings(nowMs),
      namespaces: this.#namespaces,
    });
  }
}
