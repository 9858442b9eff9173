// SPDX-License-Identifier: Apache-2.0
/** The beginning of a conversation: who is there, and what this adapter can do. */

import type { DebugProtocol } from '@vscode/debugprotocol';
import { describeClient } from '../client';
import { EXCEPTION_FILTERS } from '../exception-filters';
import type { RequestFamily } from './handler';

const CAPABILITIES: DebugProtocol.Capabilities = {
  supportsConfigurationDoneRequest: true,
  supportsFunctionBreakpoints: true,
  supportsConditionalBreakpoints: true,
  supportsHitConditionalBreakpoints: true,
  supportsLogPoints: true,
  supportsInstructionBreakpoints: true,
  supportsDataBreakpoints: true,
  supportsDataBreakpointBytes: true,
  supportsBreakpointLocationsRequest: true,
  supportsExceptionFilterOptions: true,
  supportsExceptionInfoRequest: true,
  exceptionBreakpointFilters: EXCEPTION_FILTERS,
  supportsEvaluateForHovers: true,
  supportsClipboardContext: true,
  supportsCompletionsRequest: true,
  completionTriggerCharacters: ['.', '>', '$'],
  supportsSetVariable: true,
  supportsSetExpression: true,
  supportsValueFormattingOptions: true,
  supportsDelayedStackTraceLoading: true,
  supportsSteppingGranularity: true,
  supportsReadMemoryRequest: true,
  supportsWriteMemoryRequest: true,
  supportsDisassembleRequest: true,
  supportsModulesRequest: true,
  supportsLoadedSourcesRequest: true,
  supportsRestartRequest: true,
  supportsTerminateRequest: true,
};

export const initializeRequests: RequestFamily = {
  initialize: {
    needs: 'nothing',
    answer(state, args) {
      state.client = describeClient(args);
      return CAPABILITIES;
    },
  },
};
