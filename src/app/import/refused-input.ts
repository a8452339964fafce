import { KubespyError } from "../../errors.js";
import type { InputRefusal } from "../../importing/form/refusal.js";

/** An input that holds nothing that can be imported. */
export class RefusedInput extends KubespyError {
  /** Why, without its name: "it is a picture (PNG)". */
  readonly reason: string;

  constructor(name: string, { what, advice }: InputRefusal, problem?: string) {
    super(`${name} is ${what}${problem === undefined ? "" : ` (${problem})`}`, { hint: advice });
    this.reason = `it is ${what}`;
  }
}
