import { KubespyError } from "../errors.js";

/** What follows is damaged or missing; all bytes given before were authenticated, and are as they were encrypted. */
export class DamagedCiphertext extends KubespyError {
  constructor() {
    super("the encrypted file is damaged or cut short");
  }
}
