#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/** The program bao-debug. */

import { runCommandLine } from './command-line';

void runCommandLine(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
