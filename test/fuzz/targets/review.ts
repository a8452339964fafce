import { readSpec } from "../../../src/serve/access/review-body.js";
import { StatusError } from "../../../src/serve/status.js";
import { ensure, type FuzzTarget } from "../fuzz-target.js";
import { byteMutations, textMutations } from "../mutations.js";
import { refusedBy } from "../refused-by.js";

/** As kubectl 1.32 sent it: `auth can-i delete pods/x --subresource log`. */
const fromKubectl = Buffer.from(
  'k8s\0\n2\n\x17authorization.k8s.io/v1\x12\x17SelfSubjectAccessReview\x12<\n\x10\n\0\x12\0\x1a\0"\0*\x002\x008\0B\0\x12\x1e\n\x1c\n\x01x\x12\x06delete\x1a\0"\0*\x04pods2\0:\x03log\x1a\x08\x08\0\x12\0\x1a\0 \0\x1a\0"\0',
  "latin1",
);

/** What a client of a served session sends to ask what it may do, as protobuf and as JSON. */
export const review: FuzzTarget = {
  name: "review",
  maxBytes: 64 * 1024,
  mutations: [...byteMutations, ...textMutations],
  async seeds() {
    const spec = { resourceAttributes: { namespace: "shop", verb: "get", resource: "pods" } };
    return [fromKubectl, Buffer.from(JSON.stringify({ kind: "SelfSubjectAccessReview", spec }))];
  },
  async read(input) {
    const body = Buffer.from(input.buffer, input.byteOffset, input.length);
    const read = (form: string) => refusedBy(() => readSpec(body, form, "SelfSubjectAccessReview"), StatusError);
    const message = read("application/vnd.kubernetes.protobuf");
    for (const attributes of Object.values(message ?? {}))
      for (const [name, value] of Object.entries(attributes ?? {}))
        ensure(typeof value === "string" && value.length <= body.length, `${name} is a text of the message`);
    const document = read("application/json");
    return message !== undefined || document !== undefined ? "accepted" : "refused";
  },
};
