/** Why a path or a pattern is not accepted: lower case, no full stop. Whoever knows where it was written makes a `UsageError` of it. */
export class InvalidRule extends Error {
  readonly hint: string;

  constructor(reason: string, hint: string) {
    super(reason);
    this.name = new.target.name;
    this.hint = hint;
  }
}
