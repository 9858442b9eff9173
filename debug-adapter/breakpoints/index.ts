// SPDX-License-Identifier: Apache-2.0
/** The door: breakpoints as people set them. */
export type {
  BreakpointKind,
  BreakpointListener,
  BreakpointOptions,
  BreakpointState,
  DataBreakpointRequest,
  FunctionBreakpoint,
  Hit,
  InstructionBreakpoint,
  LineBreakpoint,
} from './breakpoint';
export { Breakpoints } from './breakpoints';
export { HitConditionError, parseHitCondition } from './hit-condition';
export type { Observer } from './observer';
export { BreakpointTest, breakpointTest } from './tests';
