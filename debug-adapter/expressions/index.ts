// SPDX-License-Identifier: Apache-2.0
/** The door: C-like expressions over the variables, registers and memory of a stopped program. */

export { type Completion, completionsFor } from './completions';
export { derivedContext, type EvaluationContext, type Named, withConvenience } from './context';
export {
  type Convenience,
  type ConvenienceFunction,
  type ConvenienceMembers,
  type ConvenienceName,
  type ConvenienceSource,
  childrenOfConvenience,
  hex,
  integer,
  list,
  missing,
  object,
  oneOf,
  text,
  truth,
  unsigned,
} from './convenience';
export { describeResult } from './describe-result';
export {
  assignTo,
  evaluate,
  evaluateCondition,
  evaluateResult,
  evaluateTarget,
  execute,
  executeResult,
  type Result,
} from './evaluate';
export { type Expression, parseExpression } from './expression';
export { ExpressionError, type Span } from './expression-error';
export { type LogMessage, parseLogMessage, renderLogMessage } from './log-message';
