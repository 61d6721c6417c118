// Brotli 11 of standard input to standard output, as hosts serve files that they compressed beforehand.

import { brotliCompressSync, constants } from "node:zlib";
import { readFileSync, writeFileSync } from "node:fs";

const bytes = readFileSync(0);
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
writeFileSync(1, brotliCompressSync(bytes, { params }));
