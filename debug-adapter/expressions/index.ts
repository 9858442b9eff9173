// SPDX-License-Identifier: Apache-2.0
/** The door: C-like expressions over the variables, registers and memory of a stopped program. */

export { type Completion, completionsFor } from './completions';
export type { EvaluationContext, Named } from './context';
export { assignTo, evaluate, evaluateCondition, execute } from './evaluate';
export { type Expression, parseExpression } from './expression';
export { ExpressionError, type Span } from './expression-error';
export { type LogMessage, parseLogMessage, renderLogMessage } from './log-message';
