// SPDX-License-Identifier: Apache-2.0
import { type Description, describeValue, type ValueFormat } from '../values';
import type { EvaluationContext } from './context';
import { describeConvenience } from './convenience';
import type { Result } from './evaluate';

/** What an expression gives, as people read it. */
export function describeResult(result: Result, context: EvaluationContext, format: ValueFormat): Promise<Description> {
  return result.kind === 'value'
    ? describeValue(result.value, context, format)
    : describeConvenience(result.convenience, context, format);
}
