/** The library is loaded when something is encrypted or decrypted: few commands are. */
export function loadAge(): Promise<typeof import("age-encryption")> {
  return import("age-encryption");
}
