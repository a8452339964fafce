/**
 * A command line that is wrong, and all that it prints. The tables beside this file are run by ../wrong-inputs.test.ts. In their texts {db} is a database
 * with the sessions pod-nginx and deployment-rollout, {dir} a folder, in which the row runs, with nothing in it but the empty folder "notes", {page} a file "page.html" that exists, and
 * {kubeconfig} that of a cluster: deployment-rollout, served at its end.
 */
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
