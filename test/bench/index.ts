// SPDX-License-Identifier: Apache-2.0
/** `npm run bench`: every benchmark, one after the other. */

import { join } from 'node:path';
import { benchBindings } from './bindings';
import { runBundled } from './bundled';
import { benchDap } from './dap';
import { benchDeviceTrees } from './device-tree';
import { benchEventBreakpoints } from './event-breakpoints';
import { benchExpressions } from './expressions';
import { benchFirstRequest } from './first-request';
import { benchHart } from './hart';
import { benchRemioRate } from './remio-rate';
import { benchSymbols } from './symbols';
import { benchSystemState } from './system-state';
import { benchTarget } from './target';

async function main(): Promise<void> {
  await benchFirstRequest();
  await benchHart();
  await benchRemioRate();
  await benchTarget();
  await runBundled(join(__dirname, 'call-log.ts'));
  await benchEventBreakpoints();
  await benchDap();
  await benchSystemState();
  benchSymbols();
  await benchExpressions();
  await benchBindings();
  await benchDeviceTrees();
}

void main();
