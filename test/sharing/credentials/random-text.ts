import { randomBytes } from "node:crypto";

/** Characters of tokens that tests make at run time, so that scanners of this repository find nothing. */
export const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function characters(count: number, of = alphabet): string {
  return Array.from(randomBytes(count), (byte) => of[byte % of.length]).join("");
}

export const digits = (count: number) => characters(count, "123456789");
export const hex = (count: number) => randomBytes(count).toString("hex").slice(0, count);
export const upper = (count: number) => characters(count, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
export const lower = (count: number) => characters(count, "abcdefghijklmnopqrstuvwxyz0123456789");
export const base64 = (text: string | Uint8Array) => Buffer.from(text as string).toString("base64");
