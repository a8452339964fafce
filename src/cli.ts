#!/usr/bin/env node
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

// Node keeps what it compiles for the next start, from version 22 on; so this comes before everything that is large.
(nodeModule as { readonly enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = await import("./main.js");
await main(fileURLToPath(import.meta.url));
