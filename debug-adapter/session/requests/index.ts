// SPDX-License-Identifier: Apache-2.0
/** Who answers which request. */

import { breakpointRequests } from './breakpoints';
import { consoleRequests } from './consoles';
import { dataBreakpointRequests } from './data-breakpoints';
import { disassemblyRequests } from './disassembling';
import { evaluationRequests } from './evaluating';
import { eventBreakpointRequests } from './event-breakpoints';
import { followingRequests } from './following';
import type { RequestHandler } from './handler';
import { initializeRequests } from './initialize';
import { launchRequests } from './launching';
import { logRequests } from './log';
import { memoryRequests } from './memory';
import { numberRequests } from './numbers';
import { sourceRequests } from './sources';
import { stateRequests } from './state';
import { steppingRequests } from './stepping';
import { threadRequests } from './threads';
import { variableRequests } from './variables';

export type { RequestHandler } from './handler';

export const REQUESTS: ReadonlyMap<string, RequestHandler> = new Map(
  [
    initializeRequests,
    launchRequests,
    threadRequests,
    variableRequests,
    evaluationRequests,
    breakpointRequests,
    dataBreakpointRequests,
    eventBreakpointRequests,
    steppingRequests,
    memoryRequests,
    disassemblyRequests,
    sourceRequests,
    consoleRequests,
    numberRequests,
    stateRequests,
    followingRequests,
    logRequests,
  ].flatMap((family) => Object.entries(family)),
);
