import { nodeBytes } from "./bytes-node.js";
import { webBytes } from "./bytes-web.js";

/** See `BytePort`. */
export const { allocate, encodeUtf8, decodeUtf8, decodeLatin1, decodeBase64, utf8Length, concat, indexOfBytes, equalLength } =
  nodeBytes ?? webBytes;
