import { createHmac } from "node:crypto";

const uidForm = /^[0-9a-f]{8}([-_]?)[0-9a-f]{4}\1([0-9a-f])[0-9a-f]{3}\1([0-9a-f])[0-9a-f]{3}\1[0-9a-f]{12}$/i;

/** A uid of version 8, which no API server makes: it is a pseudonym. */
export function isUidPseudonym(uid: string): boolean {
  const [, , version, variant = ""] = uidForm.exec(uid) ?? [];
  return version === "8" && /[89ab]/i.test(variant);
}

/** The same for a uid in any case, written with dashes, with underscores or without. */
export function uidPseudonym(key: Uint8Array, uid: string): string {
  const plain = uid.replace(/[-_]/g, "").toLowerCase();
  if (isUidPseudonym(uid) || /^0+$/.test(plain)) return uid;
  const digest = createHmac("sha256", key).update(`uid\n${plain}`).digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x80;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString("hex").slice(0, 32);
  const separator = uid.includes("-") ? "-" : uid.includes("_") ? "_" : "";
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(separator);
}

/** A locally administered address, written as the other is: with colons or dashes. */
export function macPseudonym(key: Uint8Array, mac: string): string {
  const plain = mac.replace(/[:-]/g, "").toLowerCase();
  if (/^(0{12}|f{12})$/.test(plain)) return mac;
  const digest = createHmac("sha256", key).update(`mac\n${plain}`).digest("hex");
  return `02${digest.slice(0, 10)}`.match(/../g)?.join(mac.includes(":") ? ":" : "-") ?? mac;
}
