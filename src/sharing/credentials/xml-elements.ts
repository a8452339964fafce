import type { CredentialDetector } from "./credential-detector.js";
import { credentialNameStrength } from "./credential-names.js";
import { isCredentialValue } from "./credential-values.js";

/** What elements hold that are named like credentials: `<password>x</password>`; also where JSON or HTML escapes the brackets. */
export const xmlElements: CredentialDetector = {
  name: "elements of XML",
  *find(text) {
    for (const { index, 0: tag, 1: name = "" } of text.matchAll(tags)) {
      const strength = credentialNameStrength(name);
      if (strength === "none") continue;
      content.lastIndex = index + tag.length;
      const [all = "", value = ""] = content.exec(text) ?? [];
      // Of an object store: `<Key>backups/db.tar</Key>`.
      if (!isCredentialValue(value, strength, strength === "generic" ? "sentence" : "json")) continue;
      const start = index + tag.length + all.length - value.length;
      yield { start, end: start + value.length, kind: `value of ${name}` };
    }
  },
};

const tags = /(?:<|&lt;|\\u003c)(?:[\w-]{1,20}:)?([A-Za-z_][\w.-]{0,60})(?: [^<>&\\\n]{0,200})?(?:>|&gt;|\\u003e)/g;
const content = /\s{0,100}(?:(?:<|&lt;|\\u003c)!\[CDATA\[)?((?:[^<&\\\0\]]|&(?!lt;)|\\(?!u003c)|\](?!\])){1,4096})(?=<|&lt;|\\u003c|\]\])/y;
