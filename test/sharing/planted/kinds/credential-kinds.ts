import type { CredentialKind } from "../credential.js";
import { blockKinds } from "./block-kinds.js";
import { compoundKinds } from "./compound-kinds.js";
import { opaqueKinds } from "./opaque-kinds.js";
import { tokenKinds } from "./token-kinds.js";

/** Every kind of credential that is planted. */
export const credentialKinds: readonly CredentialKind[] = [...tokenKinds, ...compoundKinds, ...opaqueKinds, ...blockKinds];
