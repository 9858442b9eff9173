// SPDX-License-Identifier: Apache-2.0
/** The parameters of the function at which a vCPU stands, also where it was inlined and has no registers for them. */

import type { ReadParameters } from '../../awareness/requests';
import { ExpressionError, evaluate, parseExpression } from '../../expressions';
import type { Stacks } from '../../stack';
import { readScalar, ValueError } from '../../values';

export function parameterReader(stacks: Stacks): ReadParameters {
  return async (hart) => {
    const frame = await stacks.innermost(hart);
    const parameters = frame.symbols?.variablesAt(frame.codeAddress)[frame.level]?.parameters ?? [];
    const context = stacks.evaluationContext(frame);
    const values: (bigint | undefined)[] = [];
    for (const { name } of parameters) {
      values.push(await parameterValue(name, context));
    }
    return values;
  };
}

async function parameterValue(
  name: string,
  context: ReturnType<Stacks['evaluationContext']>,
): Promise<bigint | undefined> {
  try {
    return BigInt(await readScalar(await evaluate(parseExpression(name), context), context));
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof ValueError) {
      return undefined;
    }
    throw error;
  }
}
