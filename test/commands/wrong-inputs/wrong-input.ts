/** A command line that is wrong, and all that it prints. The tables beside this file are run by ../wrong-inputs.test.ts. */
export interface WrongInput {
  /** What is typed after `kubespy`, split into words. */
  readonly args: readonly string[];
  /** After `kubespy: error: `. */
  readonly error: string;
  /** After `kubespy: hint: `. */
  readonly hint?: string;
  readonly code: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}
