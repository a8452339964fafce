/** By name, what each listener takes. */
type Listeners<Events> = { readonly [Name in keyof Events]?: ((value: Events[Name]) => unknown) | undefined };

/**
 * Calls the listeners of a caller so that none can end a recording: what one throws, or rejects with if it is asynchronous, goes to `failed`, once for
 * each listener.
 */
export class GuardedListeners<Events> {
  readonly #listeners: Listeners<Events>;
  readonly #failed: (name: keyof Events & string, error: unknown) => void;
  readonly #errors = new Map<keyof Events & string, unknown>();

  constructor(listeners: Listeners<Events>, failed: (name: keyof Events & string, error: unknown) => void) {
    this.#listeners = listeners;
    this.#failed = failed;
  }

  /** The first error of each listener that failed. */
  get errors(): readonly unknown[] {
    return [...this.#errors.values()];
  }

  call<Name extends keyof Events & string>(name: Name, value: Events[Name]): void {
    try {
      const result = this.#listeners[name]?.(value);
      if (result instanceof Promise) result.catch((error: unknown) => this.#fail(name, error));
    } catch (error) {
      this.#fail(name, error);
    }
  }

  #fail(name: keyof Events & string, error: unknown): void {
    if (this.#errors.has(name)) return;
    this.#errors.set(name, error);
    try {
      this.#failed(name, error);
    } catch {
      // Nobody is left to hear of it but the result of the recording.
    }
  }
}
